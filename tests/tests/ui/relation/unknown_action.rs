// A reference has one of five actions.

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
    #[model(references = Customer, on_delete = delete)]
    customer_id: i64,
}

fn main() {}
