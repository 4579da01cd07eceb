// A stream does not outlive its transaction.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Db;

async fn run(db: &Db) -> Result<(), orm::Error> {
    let mut rows = {
        let tx = db.begin().await?;
        Order::query().stream(&tx)
    };
    rows.next().await?;
    Ok(())
}

fn main() {}
