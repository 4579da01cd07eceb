// A plain row has no relations: a to-many is loaded first.

#[path = "../models.rs"]
mod models;

use models::*;

fn items(order: &Order) -> usize {
    order.items().len()
}

fn main() {}
