// Order is `lt(..)`, not `<`.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().filter(|o| o.id < 7);
}
