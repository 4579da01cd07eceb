// A row behind a to-one relation has the relations that were loaded below it.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Error};

async fn countries(db: &Db) -> Result<(), Error> {
    for order in Order::query().select_related(|o| o.customer()).all(db).await? {
        println!("{}", order.customer().country().code);
    }
    Ok(())
}

fn main() {}
