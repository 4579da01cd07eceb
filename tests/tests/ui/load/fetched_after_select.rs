// Values have no relations to fetch.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().select(|o| o.id).prefetch_related(|o| o.items());
}
