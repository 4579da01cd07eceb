// A tenant's handle does not close the pool.

#[path = "../tenants.rs"]
mod tenants;

use orm::Tenant;
use std::time::Duration;
use tenants::*;

async fn run(tenant: &Tenant<i64>) -> Result<(), orm::Error> {
    tenant.close(Duration::ZERO).await?;
    Ok(())
}

fn main() {}
