// A tenant's rows are reached through a tenant: a new related row.

#[path = "../tenants.rs"]
mod tenants;

use orm::Db;
use tenants::*;

async fn run(db: &Db, customer: &Customer) -> Result<(), orm::Error> {
    let new = |customer_id| invoice::New { customer_id, total: 1 };
    customer.invoices().create(db, new).await?;
    Ok(())
}

fn main() {}
