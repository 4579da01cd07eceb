// A map is no column.

use orm::Model;

use std::collections::HashMap;

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    value: HashMap<String, i64>,
}

fn main() {}
