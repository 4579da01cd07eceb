// The load of one relation does not load another one: a to-many.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Error};

async fn items(db: &Db) -> Result<(), Error> {
    for order in Order::query().select_related(|o| o.customer()).all(db).await? {
        println!("{}", order.items().len());
    }
    Ok(())
}

fn main() {}
