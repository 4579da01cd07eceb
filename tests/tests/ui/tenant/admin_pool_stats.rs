// A tenant's handle does not tell of the pool.

#[path = "../tenants.rs"]
mod tenants;

use orm::Tenant;
use tenants::*;

fn run(tenant: &Tenant<i64>) -> Result<(), orm::Error> {
    tenant.pool_stats();
    Ok(())
}

fn main() {}
