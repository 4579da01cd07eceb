// A key of a field stands on the field.

use orm::Model;

#[derive(Model)]
#[model(auto)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
}

fn main() {}
