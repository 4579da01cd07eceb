// An order is by the columns of its own query.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Customer::query().filter(|c| {
        let _ = Order::query().order_by(|_| c.name.asc());
        c.name.eq("Ada")
    });
}
