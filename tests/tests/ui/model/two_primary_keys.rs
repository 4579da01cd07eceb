// A model has one primary key.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    #[model(primary_key)]
    number: i64,
}

fn main() {}
