// A tenant's rows are reached through a tenant: `exists`.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db) -> Result<(), orm::Error> {
    Customer::query().exists(db).await?;
    Ok(())
}

fn main() {}
