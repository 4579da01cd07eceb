// A list has the relations that its query loads.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Executor};

async fn run(db: &Db) -> Result<usize, orm::Error> {
    let orders = db.repository::<Order>().list(|q| q.limit(10)).await?;
    Ok(orders[0].items().len())
}

fn main() {}
