// A default is a literal.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    #[model(default = Utc::now())]
    total: i64,
}

fn main() {}
