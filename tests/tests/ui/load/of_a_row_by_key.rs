// A row by its key has no relations.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Error};

async fn one(db: &Db) -> Result<usize, Error> {
    Ok(Order::get(db, 1).await?.items().len())
}

fn main() {}
