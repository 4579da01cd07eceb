// A view's rows are not changed.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Db;

async fn run(db: &Db) -> Result<(), orm::Error> {
    Report::query().update(|r| r.orders.set(0)).exec(db).await?;
    Ok(())
}

fn main() {}
