// A conflict is by a unique set.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::insert_many([]).on_conflict(|o| o.number).do_nothing();
}
