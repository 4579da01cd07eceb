// A conflict is by a unique set, which has one name.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::insert_many([]).on_conflict(|o| (o.customer_id, o.number)).do_nothing();
}
