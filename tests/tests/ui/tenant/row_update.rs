// A tenant's rows are reached through a tenant: an update of a row.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db, customer: Customer, patch: customer::Patch) -> Result<(), orm::Error> {
    customer.update(db, patch).await?;
    Ok(())
}

fn main() {}
