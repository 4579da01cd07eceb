// Decimals and times have a precision; a time has no scale, and no digits behind microseconds.

use chrono::{DateTime, Utc};
use orm::{DbType, Model};
use rust_decimal::Decimal;

#[derive(Model)]
struct Product {
    #[model(primary_key, auto)]
    id: i64,
    #[model(precision = 12, scale = 2)]
    name: String,
    #[model(precision = 0)]
    price: Decimal,
    #[model(precision = 3, scale = 2)]
    made_at: DateTime<Utc>,
    #[model(precision = 9)]
    sold_at: Option<DateTime<Utc>>,
}

#[derive(DbType, Clone)]
struct Money {
    #[db_type(precision = 12, scale = 2)]
    amount: f64,
}

fn main() {}
