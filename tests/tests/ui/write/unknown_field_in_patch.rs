// A change is of fields that there are.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Db;

async fn run(db: &Db, order: &Order) -> Result<(), orm::Error> {
    order.update(db, order::Patch { totl: Some(5.into()), ..Default::default() }).await?;
    Ok(())
}

fn main() {}
