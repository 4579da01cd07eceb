// A transaction that only reads changes no row.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::ReadTx;

async fn run(tx: &ReadTx, order: &Order) -> Result<(), orm::Error> {
    order.delete(tx).await?;
    Ok(())
}

fn main() {}
