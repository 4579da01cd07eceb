// The rows behind a to-many relation have no one column.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().filter(|o| o.items().qty.gt(1));
}
