// A transaction does not leave its closure.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Db;

async fn run(db: &Db) -> Result<(), orm::Error> {
    let mut kept = None;
    db.transaction(async |tx| {
        kept = Some(tx);
        Ok::<_, orm::Error>(())
    })
    .await?;
    Order::query().all(kept.unwrap()).await?;
    Ok(())
}

fn main() {}
