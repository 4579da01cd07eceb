// An embedded struct is always there.

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
    #[model(embed)]
    price: Option<Money>,
}

fn main() {}
