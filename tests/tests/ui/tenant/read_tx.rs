// A tenant's rows are reached through a tenant: a transaction of the `Db` that only reads is none.

#[path = "../tenants.rs"]
mod tenants;

use orm::ReadTx;
use tenants::*;

async fn run(tx: &ReadTx) -> Result<(), orm::Error> {
    Customer::query().count(tx).await?;
    Ok(())
}

fn main() {}
