// A column is empty in one way only.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    value: Option<Option<i64>>,
}

fn main() {}
