// Values of related rows have no relations.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().prefetch_related(|o| o.items().select(|i| i.qty).with(|i| i.order()));
}
