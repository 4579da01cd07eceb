// A filter is a condition of the database, not a `bool` of the program.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().filter(|o| true);
}
