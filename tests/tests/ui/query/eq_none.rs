// `None` is no value to compare with.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().filter(|o| o.note.eq(None));
}
