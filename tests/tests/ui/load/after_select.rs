// Values have no relations, to join or to fetch.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().select(|o| (o.id, o.number)).select_related(|o| o.customer());
}
