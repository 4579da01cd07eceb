// An embedded struct has columns, and is none.

use orm::Model;

#[derive(orm::DbType, Clone)]
struct Money {
    amount: i64,
    currency: String,
}

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    #[model(embed, unique)]
    price: Money,
}

fn main() {}
