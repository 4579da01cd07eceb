// A repository of a transaction that only reads writes nothing.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Executor, ReadTx};

async fn run(tx: &ReadTx, order: &Order) -> Result<(), orm::Error> {
    tx.repository::<Order>().delete(order).await
}

fn main() {}
