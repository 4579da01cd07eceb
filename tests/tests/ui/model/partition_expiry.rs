// What becomes of a partition is one of two things, once there is a time for it.

use chrono::{DateTime, Utc};
use orm::Model;

#[derive(Model)]
#[model(
    primary_key(id, placed_at),
    partition_by(range(placed_at), every = "1 month", on_expiry = drop)
)]
struct Order {
    id: i64,
    placed_at: DateTime<Utc>,
}

#[derive(Model)]
#[model(
    primary_key(id, sent_at),
    partition_by(range(sent_at), every = "1 month", keep = "1 year", on_expiry = delete)
)]
struct Mail {
    id: i64,
    sent_at: DateTime<Utc>,
}

fn main() {}
