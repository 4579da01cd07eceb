// An enum is no model.

use orm::Model;

#[derive(Model)]
enum Order {
    Open,
    Paid,
}

fn main() {}
