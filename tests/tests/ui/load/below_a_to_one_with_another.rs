// A row behind a to-one relation has the relations that were loaded below it, no others.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Error};

async fn orders(db: &Db) -> Result<(), Error> {
    for order in Order::query().select_related(|o| o.customer().country()).all(db).await? {
        println!("{}", order.customer().orders().len());
    }
    Ok(())
}

fn main() {}
