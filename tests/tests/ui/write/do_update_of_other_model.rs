// An upsert sets the columns of its own model.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Customer::query().filter(|c| {
        let _ = Order::insert_many([]).on_conflict(|o| o.id).do_update(|_| c.name.set_excluded());
        c.name.eq("Ada")
    });
}
