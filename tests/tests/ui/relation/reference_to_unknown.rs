// A reference leads to a model that is in scope.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    #[model(references = Custmer)]
    customer_id: i64,
}

fn main() {}
