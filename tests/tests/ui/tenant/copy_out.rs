// A tenant's rows are reached through a tenant: `copy_out`.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db) -> Result<(), orm::Error> {
    let mut rows = Customer::query().copy_out(db);
    rows.next().await?;
    Ok(())
}

fn main() {}
