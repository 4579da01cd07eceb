// A primary key is unique already.

use orm::Model;

#[derive(Model)]
#[model(unique(id))]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
}

fn main() {}
