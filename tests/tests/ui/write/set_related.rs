// A column of another table is not set.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().update(|o| o.customer().name.set("Ada"));
}
