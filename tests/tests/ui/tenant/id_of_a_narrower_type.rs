// A tenant's id has the very type of the tenant's column.

#[path = "../tenants.rs"]
mod tenants;

use orm::TenantTx;
use tenants::*;

async fn run(tx: &TenantTx<i32>) -> Result<(), orm::Error> {
    Customer::query().all(tx).await?;
    Ok(())
}

fn main() {}
