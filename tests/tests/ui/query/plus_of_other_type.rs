// A number is calculated with one of its own type.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = OrderItem::query().select(|i| i.qty + 1_i64);
}
