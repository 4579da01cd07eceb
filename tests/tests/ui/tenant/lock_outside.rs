// A tenant locks rows in a transaction.

#[path = "../tenants.rs"]
mod tenants;

use orm::Tenant;
use tenants::*;

async fn run(tenant: &Tenant<i64>) -> Result<(), orm::Error> {
    Customer::query().for_update().all(tenant).await?;
    Ok(())
}

fn main() {}
