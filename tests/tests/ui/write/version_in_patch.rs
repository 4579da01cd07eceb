// A version is kept by the library.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Db;

async fn run(db: &Db, order: &Order) -> Result<(), orm::Error> {
    order.update(db, order::Patch { version: Some(8), ..Default::default() }).await?;
    Ok(())
}

fn main() {}
