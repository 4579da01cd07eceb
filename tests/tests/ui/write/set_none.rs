// A column that is never empty is not emptied.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().update(|o| o.number.set(None));
}
