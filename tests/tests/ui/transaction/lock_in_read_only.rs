// A transaction that only reads locks nothing.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::ReadTx;

async fn run(tx: &ReadTx) -> Result<(), orm::Error> {
    Order::query().for_update().all(tx).await?;
    Ok(())
}

fn main() {}
