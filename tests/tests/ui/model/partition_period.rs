// A partition covers a number of days, months and the like.

use chrono::{DateTime, Utc};
use orm::Model;

#[derive(Model)]
#[model(primary_key(id, placed_at), partition_by(range(placed_at), every = "month"))]
struct Order {
    id: i64,
    placed_at: DateTime<Utc>,
}

fn main() {}
