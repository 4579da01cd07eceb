// An upsert does not set the key.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::insert_many([]).on_conflict(|o| o.id).do_update(|o| o.id.set_excluded());
}
