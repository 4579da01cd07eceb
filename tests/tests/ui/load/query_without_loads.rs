// The rows of a query without loads have no relations.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Error};

async fn names(db: &Db) -> Result<(), Error> {
    for order in Order::query().all(db).await? {
        println!("{}", order.customer().name);
    }
    Ok(())
}

fn main() {}
