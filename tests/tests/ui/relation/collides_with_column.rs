// A relation has another name than the columns.

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
    customer: String,
    #[model(references = Customer)]
    customer_id: i64,
}

fn main() {}
