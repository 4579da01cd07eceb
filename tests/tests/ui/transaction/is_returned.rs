// A transaction is not the result of its closure.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Db;

async fn run(db: &Db) -> Result<(), orm::Error> {
    let tx = db.transaction(async |tx| Ok::<_, orm::Error>(tx)).await?;
    Order::query().all(tx).await?;
    Ok(())
}

fn main() {}
