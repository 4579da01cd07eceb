// A plain row has no relations: a to-one is loaded first.

#[path = "../models.rs"]
mod models;

use models::*;

fn country(order: &Order) -> &str {
    &order.customer().country_code
}

fn main() {}
