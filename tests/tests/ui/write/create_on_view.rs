// A view is not written.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Db;

async fn run(db: &Db) -> Result<(), orm::Error> {
    Report::create(db, ()).await?;
    Ok(())
}

fn main() {}
