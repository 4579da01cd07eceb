// What `into_parts` gives for a relation that is not loaded is no row.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Error};

async fn moved(db: &Db) -> Result<(), Error> {
    for order in Order::query().select_related(|o| o.customer()).all(db).await? {
        println!("{}", order.into_parts().items.len());
    }
    Ok(())
}

fn main() {}
