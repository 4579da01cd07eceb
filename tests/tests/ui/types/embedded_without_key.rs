// An embedded struct is marked where it is used.

use orm::Model;

#[derive(orm::DbType, Clone)]
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
