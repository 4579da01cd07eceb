// A path leads into a document only.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().filter(|o| o.number.text_at(["colour"]).eq("red"));
}
