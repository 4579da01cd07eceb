// An index is kept by a method that the server has.

use orm::Model;

#[derive(Model)]
#[model(index(number, using = btre))]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    number: String,
}

fn main() {}
