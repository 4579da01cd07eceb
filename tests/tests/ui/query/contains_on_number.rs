// A pattern is for text.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().filter(|o| o.id.contains("7"));
}
