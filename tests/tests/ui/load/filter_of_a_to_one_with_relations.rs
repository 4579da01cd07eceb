// A to-one relation with loads below it has no filter either.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query()
        .select_related(|o| o.customer().with(|c| c.country()).filter(|c| c.name.eq("Ada")));
}
