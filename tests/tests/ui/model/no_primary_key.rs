// A model has a primary key.

use orm::Model;

#[derive(Model)]
struct Order {
    id: i64,
    number: String,
}

fn main() {}
