// A tenant's rows are reached through a tenant: `one`.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db) -> Result<(), orm::Error> {
    Customer::query().one(db).await?;
    Ok(())
}

fn main() {}
