// Only a key is made by the database.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    #[model(auto)]
    number: i64,
}

fn main() {}
