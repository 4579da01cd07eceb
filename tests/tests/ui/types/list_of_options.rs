// A list has a value at each place.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    value: Vec<Option<i32>>,
}

fn main() {}
