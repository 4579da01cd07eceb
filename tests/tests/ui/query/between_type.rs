// Both ends of a range have the column's type.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = OrderItem::query().filter(|i| i.qty.between(1, "9"));
}
