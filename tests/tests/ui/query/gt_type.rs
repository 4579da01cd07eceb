// Greater and less are asked with values of the column's type.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().filter(|o| o.total.gt(9.5));
}
