// A length and a precision are in the range of the database, and a scale within its precision.

use orm::{DbType, Model};
use rust_decimal::Decimal;

#[derive(Model)]
struct Product {
    #[model(primary_key, max_length = 0)]
    sku: String,
    #[model(max_length = 20000000)]
    name: String,
    #[model(max_length = "40")]
    title: String,
    #[model(max_length = 40, precision = 3)]
    text: String,
    #[model(precision = 2, scale = 4)]
    price: Decimal,
    #[model(scale = 2)]
    weight: Decimal,
    #[model(precision = 1001)]
    height: Decimal,
}

#[derive(DbType, Clone)]
struct Money {
    #[db_type(precision = 2, scale = 3)]
    amount: Decimal,
    #[db_type(max_length = 0)]
    currency: String,
}

fn main() {}
