// All values of a case have one type.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query()
        .select(|o| orm::case::<String, _, _>(o.id.gt(1), "many").otherwise(1));
}
