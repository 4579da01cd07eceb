// A tenant's rows are reached through a tenant: code for any executor names none.

#[path = "../tenants.rs"]
mod tenants;

use orm::Executor;
use tenants::*;

async fn run(db: &impl Executor) -> Result<(), orm::Error> {
    Customer::query().all(db).await?;
    Ok(())
}

fn main() {}
