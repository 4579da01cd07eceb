// A column owns its text.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    value: &'static str,
}

fn main() {}
