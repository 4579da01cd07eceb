// The one row behind a to-one relation is not counted.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().filter(|o| o.customer().any(|c| c.name.eq("Ada")));
}
