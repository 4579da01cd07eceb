// A to-one relation is loaded or not: only a to-many can be partial.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Loaded;

fn print(order: &Loaded![Order { partial customer }]) {
    println!("{}", order.number);
}

fn main() {}
