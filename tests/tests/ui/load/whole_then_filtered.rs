// A relation is loaded once, whole or filtered, in two calls too.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query()
        .prefetch_related(|o| o.items())
        .prefetch_related(|o| o.items().filter(|i| i.qty.gt(1)));
}
