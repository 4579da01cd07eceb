// An order says which way.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().order_by(|o| o.number);
}
