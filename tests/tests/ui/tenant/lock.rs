// A tenant's rows are reached through a tenant: a lock in a transaction of the `Db`.

#[path = "../tenants.rs"]
mod tenants;

use orm::Tx;
use tenants::*;

async fn run(tx: &Tx) -> Result<(), orm::Error> {
    Customer::query().for_update().all(tx).await?;
    Ok(())
}

fn main() {}
