// An update sets the columns of its own model.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Customer::query().filter(|c| {
        let _ = Order::query().update(|_| c.name.set("Ada"));
        c.name.eq("Ada")
    });
}
