// The number of the rows of a to-many relation is for `prefetch_related`.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().select_related(|o| o.items().counted());
}
