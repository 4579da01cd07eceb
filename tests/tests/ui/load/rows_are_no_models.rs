// Relations are loaded onto rows of a model.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Error, load_related};

async fn load(db: &Db) -> Result<(), Error> {
    load_related(db, vec![1, 2, 3], |o| o.customer()).await?;
    Ok(())
}

fn main() {}
