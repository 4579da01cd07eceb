// A function that names its relations does not take a row without one of them.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Error, Loaded};

fn print(order: &Loaded![Order { customer { country }, items }]) {
    println!("{} {}", order.customer().country().code, order.items().len());
}

async fn call(db: &Db) -> Result<(), Error> {
    for order in Order::query().select_related(|o| o.customer().country()).all(db).await? {
        print(&order);
    }
    Ok(())
}

fn main() {}
