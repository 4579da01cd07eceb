// A tenant's handle lends no connection, on which nothing adds its condition.

#[path = "../tenants.rs"]
mod tenants;

use orm::Tenant;
use tenants::*;

async fn run(tenant: &Tenant<i64>) -> Result<(), orm::Error> {
    tenant.connection().await?;
    Ok(())
}

fn main() {}
