// A tenant's rows are reached through a tenant: values of them.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db) -> Result<(), orm::Error> {
    Customer::query().select(|c| c.name).all(db).await?;
    Ok(())
}

fn main() {}
