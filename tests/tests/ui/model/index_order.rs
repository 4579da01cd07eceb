// An index goes up or down.

use orm::Model;

#[derive(Model)]
#[model(index(number descending))]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    number: String,
}

fn main() {}
