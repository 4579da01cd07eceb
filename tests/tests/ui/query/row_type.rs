// A row is the model that was asked for.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Db;

async fn run(db: &Db) -> Result<(), orm::Error> {
    let customers: Vec<Customer> = Order::query().all(db).await?;
    drop(customers);
    Ok(())
}

fn main() {}
