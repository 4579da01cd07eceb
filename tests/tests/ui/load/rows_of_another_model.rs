// Relations that are loaded onto rows are those of the rows' model.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Error, load_related};

async fn load(db: &Db, orders: Vec<Order>) -> Result<(), Error> {
    load_related(db, orders, |c| c.orders()).await?;
    Ok(())
}

fn main() {}
