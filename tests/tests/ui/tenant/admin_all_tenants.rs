// A tenant's handle does not lead to all tenants.

#[path = "../tenants.rs"]
mod tenants;

use orm::Tenant;
use tenants::*;

fn run(tenant: &Tenant<i64>) -> Result<(), orm::Error> {
    tenant.across_tenants("a report");
    Ok(())
}

fn main() {}
