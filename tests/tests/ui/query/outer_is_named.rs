// A subquery reaches the enclosing query with `outer`.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().filter(|o| o.items().any(|i| i.qty.gt(1) & i.order_id.eq(o.id)));
}
