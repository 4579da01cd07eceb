// A view says nothing about writes.

use orm::Model;

#[derive(Model)]
#[model(view, unique(customer_id))]
struct Report {
    customer_id: i64,
    #[model(default = 0)]
    orders: i64,
}

fn main() {}
