// A row's tenant does not change: not by an upsert.

#[path = "../tenants.rs"]
mod tenants;

use tenants::*;

fn run(new: Vec<customer::New>) -> Result<(), orm::Error> {
    let upsert = Customer::insert_many(new).on_conflict(|c| c.name);
    upsert.do_update(|c| c.tenant_id.set_excluded());
    Ok(())
}

fn main() {}
