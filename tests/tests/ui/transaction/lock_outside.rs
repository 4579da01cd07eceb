// A lock needs a transaction.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Db;

async fn run(db: &Db) -> Result<(), orm::Error> {
    Order::query().for_update().all(db).await?;
    Ok(())
}

fn main() {}
