// A filter is over the repository's model.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Executor};

async fn run(db: &Db) -> Result<i64, orm::Error> {
    db.repository::<Order>().count(|q| q.filter(|o| o.street.eq("x"))).await
}

fn main() {}
