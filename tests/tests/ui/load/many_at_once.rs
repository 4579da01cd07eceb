// A tuple has up to eight relations.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().select_related(|o| {
        let c = o.customer();
        (c, c, c, c, c, c, c, c, c)
    });
}
