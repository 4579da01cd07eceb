// A relation belongs to the query whose closure gave it, not to another one over the same model.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().filter(|outer| {
        let _ = Order::query().filter(|o| o.items().any(|i| i.order().items().is_present()));
        outer.items().any(|i| {
            let _ = Customer::query().select_related(|_| i.order());
            i.qty.gt(1)
        })
    });
}
