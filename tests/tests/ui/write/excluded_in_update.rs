// Only an upsert has a row that could not be inserted.
#[path = "../models.rs"]
mod models;
use models::*;

fn run() {
    let _ = Customer::query().update(|c| c.name.set_excluded());
}

fn main() {}
