// A tenant's rows are reached through a tenant: `first`.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db) -> Result<(), orm::Error> {
    Customer::query().first(db).await?;
    Ok(())
}

fn main() {}
