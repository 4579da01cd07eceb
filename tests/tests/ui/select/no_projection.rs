// What is selected as a struct is a projection.

#[path = "../models.rs"]
mod models;

use models::*;

struct Line {
    id: i64,
}

fn main() {
    let _ = Order::query().select_as::<Line>();
}
