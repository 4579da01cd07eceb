// The load of one relation does not load another one: a to-one.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Error};

async fn names(db: &Db) -> Result<(), Error> {
    for order in Order::query().prefetch_related(|o| o.items()).all(db).await? {
        println!("{}", order.customer().name);
    }
    Ok(())
}

fn main() {}
