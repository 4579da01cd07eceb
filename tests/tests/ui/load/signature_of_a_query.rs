// A query that is given back has the loads that its signature names.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Loaded, Query};

fn open() -> Query<Order, Loaded![Order { customer, items }]> {
    Order::query().select_related(|o| o.customer())
}

fn main() {}
