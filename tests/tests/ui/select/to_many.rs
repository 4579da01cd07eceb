// Many rows are no value of one row.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().select(|o| (o.id, o.items()));
}
