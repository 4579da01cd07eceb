// Only a reference is checked later.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    #[model(deferred)]
    number: String,
}

fn main() {}
