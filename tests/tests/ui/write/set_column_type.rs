// A column is set to a column of its own type.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().update(|o| o.number.set(o.total));
}
