// A relation is loaded with one filter.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().prefetch_related(|o| {
        (o.items().filter(|i| i.qty.gt(1)), o.items().filter(|i| i.qty.lt(9)))
    });
}
