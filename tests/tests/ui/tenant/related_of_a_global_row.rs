// A tenant's rows are reached through a tenant: related to a row that is nobody's.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db, region: &Region) -> Result<(), orm::Error> {
    region.customers().count(db).await?;
    Ok(())
}

fn main() {}
