// A key is not set.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().update(|o| o.id.set(8));
}
