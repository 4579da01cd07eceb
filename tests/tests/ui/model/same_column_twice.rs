// Two fields are two columns.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    number: String,
    #[model(column = "number")]
    reference: String,
}

fn main() {}
