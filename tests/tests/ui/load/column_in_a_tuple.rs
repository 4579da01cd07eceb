// A column is no relation, in a tuple neither.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().prefetch_related(|o| (o.items(), o.total));
}
