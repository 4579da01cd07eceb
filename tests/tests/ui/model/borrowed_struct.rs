// A model borrows nothing.

use orm::Model;

#[derive(Model)]
struct Order<'a> {
    #[model(primary_key, auto)]
    id: i64,
    number: &'a str,
}

fn main() {}
