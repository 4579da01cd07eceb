// A tenant's rows are reached through a tenant: a bulk insert's rows.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db, new: Vec<customer::New>) -> Result<(), orm::Error> {
    Customer::insert_many(new).returning(db).await?;
    Ok(())
}

fn main() {}
