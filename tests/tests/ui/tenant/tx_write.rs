// A tenant's rows are reached through a tenant: a write in a transaction of the `Db`.

#[path = "../tenants.rs"]
mod tenants;

use orm::Tx;
use tenants::*;

async fn run(tx: &Tx, customer: Customer) -> Result<(), orm::Error> {
    customer.delete(tx).await?;
    Ok(())
}

fn main() {}
