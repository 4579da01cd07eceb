// A column is compared with values of its own type.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().filter(|o| o.id.eq("7"));
}
