// A partition knows its own rows only, so that what is unique has the range's column in it.

use chrono::{DateTime, Utc};
use orm::Model;

#[derive(Model)]
#[model(partition_by(range(placed_at), every = "1 month"), unique(number))]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    number: String,
    placed_at: DateTime<Utc>,
}

fn main() {}
