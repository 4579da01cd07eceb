// Texts have a length, whatever newtype they are in, and nothing else has one.

use orm::{DbType, Model};

#[derive(DbType, Clone)]
struct Sku(String);

#[derive(DbType, Clone)]
struct Points(i32);

#[derive(Model)]
struct Product {
    #[model(primary_key, max_length = 12)]
    sku: Sku,
    #[model(max_length = 40)]
    stock: i32,
    #[model(max_length = 40)]
    points: Option<Points>,
    #[model(max_length = 40)]
    labels: Vec<String>,
}

fn main() {}
