// A tenant's handle does not hear of everybody.

#[path = "../tenants.rs"]
mod tenants;

use orm::Tenant;
use tenants::*;

async fn run(tenant: &Tenant<i64>) -> Result<(), orm::Error> {
    tenant.listen(["orders"]).await?;
    Ok(())
}

fn main() {}
