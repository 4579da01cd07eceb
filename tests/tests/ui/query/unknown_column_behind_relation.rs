// A column that the related model does not have.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().filter(|o| o.customer().nam.eq("Ada"));
}
