// Only a model with soft deletion has rows to restore.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Executor};

async fn run(db: &Db, order: &Order) -> Result<Order, orm::Error> {
    db.repository::<Order>().restore(order).await
}

fn main() {}
