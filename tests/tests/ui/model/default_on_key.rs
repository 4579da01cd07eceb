// A key has no default.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key, default = 1)]
    id: i64,
}

fn main() {}
