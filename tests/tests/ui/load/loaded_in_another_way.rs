// What rows have filtered is not loaded whole onto them.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Error, Loaded, load_related};

async fn load(db: &Db, orders: Vec<Loaded![Order { partial items }]>) -> Result<(), Error> {
    load_related(db, orders, |o| o.items()).await?;
    Ok(())
}

fn main() {}
