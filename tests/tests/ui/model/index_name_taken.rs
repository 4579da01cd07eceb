// Two indexes over the same fields have names of their own.

use orm::Model;

#[derive(Model)]
#[model(index(number, where = "total > 0"), index(number, where = "total < 0"))]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    number: String,
    total: i64,
}

fn main() {}
