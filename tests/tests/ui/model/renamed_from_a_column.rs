// A column that is still there became no other.

use orm::Model;

#[derive(Model)]
#[model(renamed_from = "orders")]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    number: String,
    #[model(renamed_from = "number")]
    code: String,
}

fn main() {}
