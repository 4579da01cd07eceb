// A field of a projection is named after a column, or has an expression.

#[path = "../models.rs"]
mod models;

use models::*;

#[derive(orm::Projection)]
#[projection(from = Order)]
struct Line {
    id: i64,
    customer_name: String,
}

fn main() {}
