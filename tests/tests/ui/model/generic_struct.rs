// A model has no type parameters.

use orm::Model;

#[derive(Model)]
struct Order<T> {
    #[model(primary_key, auto)]
    id: i64,
    meta: T,
}

fn main() {}
