// A tenant's transaction does not lead to all tenants.

#[path = "../tenants.rs"]
mod tenants;

use orm::TenantTx;
use tenants::*;

fn run(tx: &TenantTx<i64>) -> Result<(), orm::Error> {
    tx.across_tenants("a report");
    Ok(())
}

fn main() {}
