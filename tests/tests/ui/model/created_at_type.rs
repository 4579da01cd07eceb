// A time that is kept is a date and time.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    #[model(created_at)]
    placed_at: i64,
}

fn main() {}
