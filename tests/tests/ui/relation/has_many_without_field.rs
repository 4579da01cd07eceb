// A to-many relation names the other model's field.

use orm::Model;

#[derive(Model)]
#[model(has_many(orders: Order))]
struct Customer {
    #[model(primary_key, auto)]
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
