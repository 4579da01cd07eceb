// Two columns are compared if they have one type.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().filter(|o| o.id.eq(o.number));
}
