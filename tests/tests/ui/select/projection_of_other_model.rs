// A projection is selected from its own model.

#[path = "../models.rs"]
mod models;

use models::*;

#[derive(orm::Projection)]
#[projection(from = Order)]
struct Line {
    id: i64,
}

fn lines() {
    let _ = Customer::query().select_as::<Line>();
}

fn main() {}
