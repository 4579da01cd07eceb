// A tenant's rows are reached through a tenant: `reload`.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db, customer: &Customer) -> Result<(), orm::Error> {
    customer.reload(db).await?;
    Ok(())
}

fn main() {}
