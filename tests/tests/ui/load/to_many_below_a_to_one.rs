// A to-many relation would multiply the rows of a join, at the end of a path too.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().select_related(|o| o.customer().orders());
}
