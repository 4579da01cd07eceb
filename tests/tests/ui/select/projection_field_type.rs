// A field of a projection has the column's type.

#[path = "../models.rs"]
mod models;

use models::*;

#[derive(orm::Projection)]
#[projection(from = Order)]
struct Line {
    id: i64,
    number: i32,
}

fn main() {}
