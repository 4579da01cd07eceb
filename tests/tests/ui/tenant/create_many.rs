// A tenant's rows are reached through a tenant: `create_many`.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db, new: Vec<customer::New>) -> Result<(), orm::Error> {
    Customer::create_many(db, new).await?;
    Ok(())
}

fn main() {}
