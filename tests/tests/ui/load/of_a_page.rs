// The rows of a page have the relations that the query loads.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Error};

async fn first_page(db: &Db) -> Result<(), Error> {
    for order in Order::query().select_related(|o| o.customer()).page(db, 20, None).await?.rows {
        println!("{}", order.items().len());
    }
    Ok(())
}

fn main() {}
