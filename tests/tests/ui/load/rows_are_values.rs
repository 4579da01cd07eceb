// Relations are loaded onto rows of a model, not onto what `select` gave.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Error, load_related};

async fn load(db: &Db) -> Result<(), Error> {
    let rows = Order::query().select(|o| (o.id, o.number)).all(db).await?;
    load_related(db, rows, |o| o.customer()).await?;
    Ok(())
}

fn main() {}
