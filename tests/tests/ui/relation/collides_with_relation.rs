// Two relations have two names.

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
    #[model(references = Customer, relation = customer)]
    paid_by: i64,
    #[model(references = Customer)]
    customer_id: i64,
}

fn main() {}
