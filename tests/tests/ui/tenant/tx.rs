// A tenant's rows are reached through a tenant: a transaction of the `Db` is none.

#[path = "../tenants.rs"]
mod tenants;

use orm::Tx;
use tenants::*;

async fn run(tx: &Tx) -> Result<(), orm::Error> {
    Customer::query().all(tx).await?;
    Ok(())
}

fn main() {}
