// A document's type has serde's traits.

use orm::Model;

use orm::Json;

#[derive(Clone)]
struct Meta {
    colour: String,
}

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    value: Json<Meta>,
}

fn main() {}
