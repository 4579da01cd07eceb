// A tenant's rows are reached through a tenant: `create`.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db, new: customer::New) -> Result<(), orm::Error> {
    Customer::create(db, new).await?;
    Ok(())
}

fn main() {}
