// A function that names its relations does not take a plain row.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Loaded;

fn print(order: &Loaded![Order { customer { country }, items }]) {
    println!("{} {}", order.customer().country().code, order.items().len());
}

fn call(order: &Order) {
    print(order);
}

fn main() {}
