// A row is found by a key of its own type.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Db;

async fn run(db: &Db) -> Result<(), orm::Error> {
    Order::get(db, "seven").await?;
    Ok(())
}

fn main() {}
