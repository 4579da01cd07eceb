// A filter is a condition, not a value.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().filter(|o| o.number);
}
