// A key that needs a value has one.

use orm::Model;

#[derive(Model)]
#[model(table)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
}

fn main() {}
