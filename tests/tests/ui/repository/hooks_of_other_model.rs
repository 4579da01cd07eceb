// Hooks belong to a model.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::repository::Hooks;
use orm::{Db, Executor};

struct Audit;

impl Hooks<Customer> for Audit {}

async fn run(db: &Db, order: &Order) -> Result<(), orm::Error> {
    db.repository::<Order>().with_hooks(Audit).delete(order).await
}

fn main() {}
