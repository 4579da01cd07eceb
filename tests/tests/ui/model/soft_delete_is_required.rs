// A row that is not deleted has no time of its deletion.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    #[model(soft_delete)]
    deleted_at: chrono::DateTime<chrono::Utc>,
}

fn main() {}
