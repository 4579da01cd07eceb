// The rows of a query with relations are rows, not values.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().select_related(|o| o.customer()).select(|o| o.id);
}
