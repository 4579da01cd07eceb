// A plain row has no relations to go through: a to-many is loaded first.

#[path = "../models.rs"]
mod models;

use models::*;

fn print(order: &Order) {
    for item in order.items() {
        println!("{}", item.qty);
    }
}

fn main() {}
