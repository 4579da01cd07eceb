// A soft delete is a date and time.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    #[model(soft_delete)]
    deleted: Option<bool>,
}

fn main() {}
