// What `optional` gives has the relations that the query loads.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Error};

async fn numbered(db: &Db) -> Result<(), Error> {
    let orders = Order::query().select_related(|o| o.customer()).filter(|o| o.number.eq("A-1"));
    if let Some(order) = orders.optional(db).await? {
        println!("{}", order.items().len());
    }
    Ok(())
}

fn main() {}
