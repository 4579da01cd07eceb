// A column has one default.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    #[model(default = 0, default_sql = "1 - 1")]
    total: i64,
}

fn main() {}
