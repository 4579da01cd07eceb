// What is loaded below a relation is a relation of the related row.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().prefetch_related(|o| o.items().with(|i| i.qty));
}
