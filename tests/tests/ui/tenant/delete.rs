// A tenant's rows are reached through a tenant: a delete.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db) -> Result<(), orm::Error> {
    Customer::query().delete().exec(db).await?;
    Ok(())
}

fn main() {}
