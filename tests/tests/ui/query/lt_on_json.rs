// A document has no order.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let other = orm::Json(Meta { colour: "red".to_owned() });
    let _ = Order::query().filter(|o| o.meta.lt(other));
}
