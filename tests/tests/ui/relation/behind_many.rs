// A path does not go on behind a to-many relation.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Customer::query().filter(|c| c.orders().items().any(|i| i.qty.gt(1)));
}
