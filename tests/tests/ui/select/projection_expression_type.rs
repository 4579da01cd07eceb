// A field of a projection has the type of its expression.

#[path = "../models.rs"]
mod models;

use models::*;

#[derive(orm::Projection)]
#[projection(from = Order)]
struct Line {
    #[projection(expr = |o| o.items().count())]
    items: String,
}

fn main() {}
