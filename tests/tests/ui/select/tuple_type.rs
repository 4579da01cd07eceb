// A selected column has its own type.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Db;

async fn run(db: &Db) -> Result<(), orm::Error> {
    let rows: Vec<(i64, String)> = Order::query().select(|o| (o.id, o.note)).all(db).await?;
    drop(rows);
    Ok(())
}

fn main() {}
