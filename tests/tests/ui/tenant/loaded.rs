// A tenant's rows are reached through a tenant: with relations.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db) -> Result<(), orm::Error> {
    Customer::query().prefetch_related(|c| c.invoices()).all(db).await?;
    Ok(())
}

fn main() {}
