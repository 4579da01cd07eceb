// A query in a condition selects a column, not whole rows.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().filter(|o| o.customer_id.is_in(Customer::query()));
}
