// Code for any order with its customer does not take another model.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Loaded;
use orm::load::LoadedOne;
use std::borrow::Borrow;

fn name<R: LoadedOne<order::rel::customer>>(order: &R) -> String {
    order.related().borrow().name.clone()
}

fn of_an_item(item: &Loaded![OrderItem { order }]) -> String {
    name(item)
}

fn main() {}
