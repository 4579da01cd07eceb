// Conditions are joined by `&`, not by `&&`.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().filter(|o| o.id.gt(1) && o.id.lt(9));
}
