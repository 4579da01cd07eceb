// A reference leads to a key or to a unique field.

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
    #[model(references = Customer.name, relation = customer)]
    customer_name: String,
}

fn main() {}
