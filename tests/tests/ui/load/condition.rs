// A condition over a relation does not load it.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().prefetch_related(|o| o.items().any(|i| i.qty.gt(1)));
}
