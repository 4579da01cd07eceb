// The database is given by reference.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Db;

async fn run() -> Result<(), orm::Error> {
    let db = Db::connect("sqlite::memory:").await?;
    Order::query().all(db).await?;
    Ok(())
}

fn main() {}
