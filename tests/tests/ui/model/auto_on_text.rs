// The database makes numbers and UUIDs, not texts.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: String,
}

fn main() {}
