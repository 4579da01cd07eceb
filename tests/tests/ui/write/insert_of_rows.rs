// New rows are inserted, not rows that there are.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let orders: Vec<Order> = Vec::new();
    let _ = Order::insert_many(orders);
}
