// A query in a condition selects one column of the same type.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().filter(|o| o.id.is_in(Customer::query().select(|c| c.name)));
}
