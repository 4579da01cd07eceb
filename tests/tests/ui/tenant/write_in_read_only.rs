// A tenant's transaction that only reads has no writes.

#[path = "../tenants.rs"]
mod tenants;

use orm::TenantReadTx;
use tenants::*;

async fn run(tx: &TenantReadTx<i64>, new: customer::New) -> Result<(), orm::Error> {
    Customer::create(tx, new).await?;
    Ok(())
}

fn main() {}
