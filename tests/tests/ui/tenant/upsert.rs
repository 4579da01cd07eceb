// A tenant's rows are reached through a tenant: an upsert.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db, new: Vec<customer::New>) -> Result<(), orm::Error> {
    let upsert = Customer::insert_many(new).on_conflict(|c| c.name);
    upsert.do_update(|c| c.region_code.set_excluded()).exec(db).await?;
    Ok(())
}

fn main() {}
