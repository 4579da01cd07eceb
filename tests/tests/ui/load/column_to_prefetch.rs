// A column is no relation, to `prefetch_related` neither.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().prefetch_related(|o| o.customer_id);
}
