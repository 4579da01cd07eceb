// What `first` gives has the relations that the query loads.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Error};

async fn newest(db: &Db) -> Result<(), Error> {
    if let Some(order) = Order::query().order_by(|o| o.id.desc()).first(db).await? {
        println!("{}", order.customer().name);
    }
    Ok(())
}

fn main() {}
