// A relation is loaded once, whole or filtered, below another one too.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query()
        .prefetch_related(|o| (o.customer().orders(), o.customer().orders().limit(3)));
}
