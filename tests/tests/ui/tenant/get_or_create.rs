// A tenant's rows are reached through a tenant: `get_or_create`.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db, new: customer::New) -> Result<(), orm::Error> {
    Customer::get_or_create(db, |c| c.name, new).await?;
    Ok(())
}

fn main() {}
