// A tenant's rows are reached through a tenant: a closure's transaction of the `Db` is none.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db) -> Result<(), orm::Error> {
    let work = db.transaction(async |tx| Customer::query().count(tx).await);
    work.await?;
    Ok(())
}

fn main() {}
