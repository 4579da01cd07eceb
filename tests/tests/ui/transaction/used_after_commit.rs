// A transaction is over after its commit.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Db;

async fn run(db: &Db) -> Result<(), orm::Error> {
    let tx = db.begin().await?;
    tx.commit().await?;
    Order::query().all(&tx).await?;
    Ok(())
}

fn main() {}
