// The rows of a stream have the relations that the query loads.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Error};

async fn print(db: &Db) -> Result<(), Error> {
    let mut orders = Order::query().prefetch_related(|o| o.items()).stream(db);
    while let Some(order) = orders.next().await? {
        println!("{}", order.customer().name);
    }
    Ok(())
}

fn main() {}
