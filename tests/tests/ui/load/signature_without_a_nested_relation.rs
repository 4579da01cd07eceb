// A function that names its relations does not take a row without one below.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Error, Loaded};

fn print(order: &Loaded![Order { customer { country }, items }]) {
    println!("{} {}", order.customer().country().code, order.items().len());
}

async fn call(db: &Db) -> Result<(), Error> {
    let orders = Order::query().select_related(|o| o.customer()).prefetch_related(|o| o.items());
    for order in orders.all(db).await? {
        print(&order);
    }
    Ok(())
}

fn main() {}
