// A selection is of columns, not of values of the program.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().select(|o| (o.id, 7));
}
