// A tenant's rows are reached through a tenant: an update's rows.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db) -> Result<(), orm::Error> {
    Customer::query().update(|c| c.name.set("Ada")).returning(db).await?;
    Ok(())
}

fn main() {}
