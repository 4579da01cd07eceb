// A model has one version.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    #[model(version)]
    version: i32,
    #[model(version)]
    revision: i32,
}

fn main() {}
