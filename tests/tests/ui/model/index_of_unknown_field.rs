// An index is of fields that there are.

use orm::Model;

#[derive(Model)]
#[model(index(numbr desc))]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    number: String,
}

fn main() {}
