// A tenant's rows are reached through a tenant: `copy_in`.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db, new: Vec<customer::New>) -> Result<(), orm::Error> {
    Customer::copy_in(new).exec(db).await?;
    Ok(())
}

fn main() {}
