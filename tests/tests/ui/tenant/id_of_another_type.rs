// A tenant's id has the type of the tenant's column.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db) -> Result<(), orm::Error> {
    let tenant = db.tenant("acme".to_owned());
    Customer::query().all(&tenant).await?;
    Ok(())
}

fn main() {}
