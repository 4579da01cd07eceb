// Nothing makes a tenant without a database and an id.

#[path = "../tenants.rs"]
mod tenants;

use orm::Tenant;
use tenants::*;

fn run() -> Result<(), orm::Error> {
    Tenant::<i64>::default();
    Ok(())
}

fn main() {}
