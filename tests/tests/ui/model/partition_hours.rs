// A date has no hours.

use chrono::NaiveDate;
use orm::Model;

#[derive(Model)]
#[model(primary_key(id, day), partition_by(range(day), every = "6 hours"))]
struct Order {
    id: i64,
    day: NaiveDate,
}

fn main() {}
