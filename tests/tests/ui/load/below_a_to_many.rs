// A row behind a to-many relation has the relations that were loaded below it.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Error};

async fn items(db: &Db) -> Result<(), Error> {
    for customer in Customer::query().prefetch_related(|c| c.orders()).all(db).await? {
        for order in customer.orders() {
            println!("{}", order.items().len());
        }
    }
    Ok(())
}

fn main() {}
