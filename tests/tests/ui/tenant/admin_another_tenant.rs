// A tenant's handle leads to no other tenant.

#[path = "../tenants.rs"]
mod tenants;

use orm::Tenant;
use tenants::*;

fn run(tenant: &Tenant<i64>) -> Result<(), orm::Error> {
    tenant.tenant(2);
    Ok(())
}

fn main() {}
