// A version is a whole number.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    #[model(version)]
    version: String,
}

fn main() {}
