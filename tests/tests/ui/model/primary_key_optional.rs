// A primary key is never empty.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key)]
    id: Option<i64>,
}

fn main() {}
