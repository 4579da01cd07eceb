// A type that no database has.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    value: u64,
}

fn main() {}
