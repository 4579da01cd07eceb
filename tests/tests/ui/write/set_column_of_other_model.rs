// A column is set to what its own row has.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Customer::query().filter(|c| {
        let _ = Order::query().update(|o| o.number.set(c.name));
        c.name.eq("Ada")
    });
}
