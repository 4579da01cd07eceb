// A struct of one's own is made a column's type first.

use orm::Model;

#[derive(Clone)]
struct Money {
    amount: i64,
}

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    value: Money,
}

fn main() {}
