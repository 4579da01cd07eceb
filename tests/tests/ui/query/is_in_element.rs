// A list has values of the column's type.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().filter(|o| o.id.is_in(["1", "2"]));
}
