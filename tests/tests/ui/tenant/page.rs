// A tenant's rows are reached through a tenant: `page`.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db) -> Result<(), orm::Error> {
    Customer::query().page(db, 20, None).await?;
    Ok(())
}

fn main() {}
