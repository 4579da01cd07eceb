// A unique set is declared once.

use orm::Model;

#[derive(Model)]
#[model(unique(number, year), unique(year, number))]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    number: String,
    year: i32,
}

fn main() {}
