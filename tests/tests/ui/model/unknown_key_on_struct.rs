// Unknown keys of the struct are errors.

use orm::Model;

#[derive(Model)]
#[model(engine = "heap")]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
}

fn main() {}
