// A field of a projection is an `Option` where the column may be empty.

#[path = "../models.rs"]
mod models;

use models::*;

#[derive(orm::Projection)]
#[projection(from = Order)]
struct Line {
    note: String,
}

fn main() {}
