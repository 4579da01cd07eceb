// A list has no lists inside.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    value: Vec<Vec<i32>>,
}

fn main() {}
