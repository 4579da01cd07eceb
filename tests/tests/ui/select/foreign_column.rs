// A selection is of the query's own columns.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Customer::query().filter(|c| {
        let _ = Order::query().select(|o| (o.id, c.name));
        c.name.eq("Ada")
    });
}
