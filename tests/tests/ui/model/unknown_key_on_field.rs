// Unknown keys of a field are errors.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    #[model(defualt = 0)]
    total: i64,
}

fn main() {}
