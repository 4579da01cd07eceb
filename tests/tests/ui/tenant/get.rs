// A tenant's rows are reached through a tenant: `get`.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db) -> Result<(), orm::Error> {
    Customer::get(db, 1).await?;
    Ok(())
}

fn main() {}
