// A tenant's rows are reached through a tenant: links.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db, customer: &Customer) -> Result<(), orm::Error> {
    customer.labels().add(db, ["new"]).await?;
    Ok(())
}

fn main() {}
