// A tenant's rows are reached through a tenant: `stream`.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db) -> Result<(), orm::Error> {
    let mut rows = Customer::query().stream(db);
    rows.next().await?;
    Ok(())
}

fn main() {}
