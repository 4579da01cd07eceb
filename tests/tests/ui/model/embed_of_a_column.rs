// A column's type is not embedded.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    #[model(embed)]
    price: i64,
}

fn main() {}
