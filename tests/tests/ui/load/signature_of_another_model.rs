// A function that names its model does not take a row of another one.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Error, Loaded};

fn print(order: &Loaded![Order { customer { country }, items }]) {
    println!("{} {}", order.customer().country().code, order.items().len());
}

async fn call(db: &Db) -> Result<(), Error> {
    for customer in Customer::query().select_related(|c| c.country()).all(db).await? {
        print(&customer);
    }
    Ok(())
}

fn main() {}
