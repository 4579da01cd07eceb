// A transaction that only reads writes nothing.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::ReadTx;

async fn run(tx: &ReadTx) -> Result<(), orm::Error> {
    Order::query().delete().exec(tx).await?;
    Ok(())
}

fn main() {}
