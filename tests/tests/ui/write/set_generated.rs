// A generated column is not set.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = OrderItem::query().update(|i| i.doubled.set(8));
}
