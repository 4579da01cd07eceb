// An update sets columns, and is no condition.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().update(|o| o.number.eq("A-2"));
}
