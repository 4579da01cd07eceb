// There is no tenant without an id.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db, id: Option<i64>) -> Result<(), orm::Error> {
    Customer::query().all(&db.tenant(id)).await?;
    Ok(())
}

fn main() {}
