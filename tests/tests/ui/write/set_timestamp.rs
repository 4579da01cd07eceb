// A time that is kept is not set.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().update(|o| o.placed_at.set(chrono::Utc::now()));
}
