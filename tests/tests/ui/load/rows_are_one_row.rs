// Relations are loaded onto a list of rows.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Error, load_related};

async fn load(db: &Db, order: Order) -> Result<(), Error> {
    load_related(db, order, |o| o.customer()).await?;
    Ok(())
}

async fn load_borrowed(db: &Db, order: &Order) -> Result<(), Error> {
    load_related(db, order, |o| o.customer()).await?;
    Ok(())
}

fn main() {}
