// A to-one relation has its row or not: there is nothing to filter.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().select_related(|o| o.customer().filter(|c| c.name.eq("Ada")));
}
