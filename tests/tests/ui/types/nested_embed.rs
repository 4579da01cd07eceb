// An embedded struct has columns only.

#[derive(orm::DbType, Clone)]
struct Money {
    amount: i64,
    currency: String,
}

#[derive(orm::DbType, Clone)]
struct Price {
    net: Money,
    tax: Money,
}

fn main() {}
