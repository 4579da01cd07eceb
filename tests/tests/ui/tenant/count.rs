// A tenant's rows are reached through a tenant: `count`.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db) -> Result<(), orm::Error> {
    Customer::query().count(db).await?;
    Ok(())
}

fn main() {}
