// A to-one relation has one row: there is nothing to limit.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().select_related(|o| o.customer().limit(1));
}
