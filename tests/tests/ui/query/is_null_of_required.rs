// Only a column that may be empty is asked whether it is.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().filter(|o| o.number.is_null());
}
