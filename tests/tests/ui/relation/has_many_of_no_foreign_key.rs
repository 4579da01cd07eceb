// A to-many relation is over a foreign key of the other model.

use orm::Model;

#[derive(Model)]
#[model(has_many(orders: Order.number))]
struct Customer {
    #[model(primary_key, auto)]
    id: i64,
}

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    number: String,
    #[model(references = Customer)]
    customer_id: i64,
}

fn main() {}
