// Partitions are ranges of time.

use orm::Model;

#[derive(Model)]
#[model(primary_key(id, number), partition_by(range(number), every = "1 month"))]
struct Order {
    id: i64,
    number: i64,
}

fn main() {}
