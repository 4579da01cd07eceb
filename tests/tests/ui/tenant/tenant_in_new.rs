// A new row's tenant is the executor's.

#[path = "../tenants.rs"]
mod tenants;

use tenants::*;

fn run() -> Result<(), orm::Error> {
    let new = customer::New { tenant_id: 1, name: "Ada".into(), region_code: "EU".into() };
    Ok(())
}

fn main() {}
