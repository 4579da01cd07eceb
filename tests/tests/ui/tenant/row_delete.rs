// A tenant's rows are reached through a tenant: a delete of a row.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db, customer: Customer) -> Result<(), orm::Error> {
    customer.delete(db).await?;
    Ok(())
}

fn main() {}
