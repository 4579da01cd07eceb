// The fields themselves are no relation.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().select_related(|o| o);
}
