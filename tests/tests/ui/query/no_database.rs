// A query runs through a database or a transaction.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Db;

async fn run(db: &Db) -> Result<(), orm::Error> {
    Order::query().all("sqlite::memory:").await?;
    Ok(())
}

fn main() {}
