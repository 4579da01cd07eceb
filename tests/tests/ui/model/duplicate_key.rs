// A key is given once.

use orm::Model;

#[derive(Model)]
#[model(table = "orders", table = "purchases")]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
}

fn main() {}
