// A to-many relation is over a foreign key that leads back.

use orm::Model;

#[derive(Model)]
#[model(has_many(orders: Order.product_id))]
struct Customer {
    #[model(primary_key, auto)]
    id: i64,
}

#[derive(Model)]
struct Product {
    #[model(primary_key, auto)]
    id: i64,
}

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    #[model(references = Product)]
    product_id: i64,
}

fn main() {}
