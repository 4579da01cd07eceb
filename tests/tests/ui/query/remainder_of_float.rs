// A float leaves no remainder.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let _ = Customer::query().filter(|c| (c.discount % 2.0).eq(0.0));
}
