// A view without a key is not read by one.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Db;

async fn run(db: &Db) -> Result<(), orm::Error> {
    Report::get(db, 7).await?;
    Ok(())
}

fn main() {}
