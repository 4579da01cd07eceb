// An enum of one's own is made a column's type first.

use orm::Model;

#[derive(Clone)]
enum Status {
    Open,
}

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    value: Status,
}

fn main() {}
