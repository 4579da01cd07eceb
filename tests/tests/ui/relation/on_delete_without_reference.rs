// Only a reference says what happens on a delete.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    #[model(on_delete = cascade)]
    customer_id: i64,
}

fn main() {}
