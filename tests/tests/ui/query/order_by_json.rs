// Rows are not ordered by a document.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().order_by(|o| o.meta.asc());
}
