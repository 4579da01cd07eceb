// A reference that falls back has something to fall back to.

use orm::Model;

#[derive(Model)]
struct Customer {
    #[model(primary_key, auto)]
    id: i64,
    name: String,
}

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    #[model(references = Customer, on_delete = set_default)]
    customer_id: i64,
}

fn main() {}
