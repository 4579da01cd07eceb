// A tenant's rows are reached through a tenant: `to_sql`.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

fn run(db: &Db) -> Result<(), orm::Error> {
    Customer::query().to_sql(db)?;
    Ok(())
}

fn main() {}
