// A row's tenant does not change: not by a patch.

#[path = "../tenants.rs"]
mod tenants;

use tenants::*;

fn run() -> Result<(), orm::Error> {
    let patch = customer::Patch { tenant_id: Some(2), ..Default::default() };
    Ok(())
}

fn main() {}
