// A relation is loaded once, as rows or as their number.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().prefetch_related(|o| (o.items(), o.items().counted()));
}
