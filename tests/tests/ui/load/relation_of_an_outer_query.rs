// A relation belongs to the query whose closure gave it.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().prefetch_related(|o| o.items().with(|_| o.customer()));
}
