// A tenant's rows are reached through a tenant: related rows.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db, customer: &Customer) -> Result<(), orm::Error> {
    customer.invoices().all(db).await?;
    Ok(())
}

fn main() {}
