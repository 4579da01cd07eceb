// Text is not calculated with.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().select(|o| o.number + "x");
}
