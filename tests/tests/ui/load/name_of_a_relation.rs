// A relation is named by its method, not by a text.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Order::query().select_related(|_| "customer");
}
