// Code for any row with its customer does not take a row without.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::load::LoadedOne;
use orm::{Db, Error};
use std::borrow::Borrow;

fn name<R: LoadedOne<order::rel::customer>>(order: &R) -> String {
    order.related().borrow().name.clone()
}

fn of_a_model(order: &Order) -> String {
    name(order)
}

async fn of_a_query(db: &Db) -> Result<(), Error> {
    for order in Order::query().prefetch_related(|o| o.items()).all(db).await? {
        println!("{}", name(&order));
    }
    Ok(())
}

fn main() {}
