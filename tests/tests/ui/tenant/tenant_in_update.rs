// A row's tenant does not change: not by an update.

#[path = "../tenants.rs"]
mod tenants;

use orm::Tenant;
use tenants::*;

async fn run(tenant: &Tenant<i64>) -> Result<(), orm::Error> {
    Customer::query().update(|c| c.tenant_id.set(2)).exec(tenant).await?;
    Ok(())
}

fn main() {}
