// A row that was selected of a related row is a value: it has no relations to load.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query()
        .prefetch_related(|o| o.items().select(|i| i.order()).with(|i| i.order()));
}
