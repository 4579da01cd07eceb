// A to-many relation would multiply the rows of a join, beside a to-one too.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().select_related(|o| (o.customer(), o.items()));
}
