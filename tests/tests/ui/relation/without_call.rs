// A relation is a method.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().filter(|o| o.customer.name.eq("Ada"));
}
