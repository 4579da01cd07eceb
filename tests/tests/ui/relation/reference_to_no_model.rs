// A reference leads to a model.

use orm::Model;

struct Customer {
    id: i64,
}

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    #[model(references = Customer)]
    customer_id: i64,
}

fn main() {}
