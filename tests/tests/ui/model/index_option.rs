// What an index can have is a short list.

use orm::Model;

#[derive(Model)]
#[model(index(number, were = "total > 0"), unique(number, include = total))]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    number: String,
    total: i64,
}

fn main() {}
