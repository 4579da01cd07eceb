// A model has named fields.

use orm::Model;

#[derive(Model)]
struct Order(i64, String);

fn main() {}
