// What is loaded below a relation is a relation that the related model has.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().prefetch_related(|o| o.items().with(|i| i.warehouse()));
}
