// A tenant's rows are reached through a tenant: `create_with`.

#[path = "../tenants.rs"]
mod tenants;

use orm::{Db, create_with};
use tenants::*;

async fn run(db: &Db, new: customer::New) -> Result<(), orm::Error> {
    let invoice = |customer_id, total| invoice::New { customer_id, total };
    create_with(db, new, Customer::invoices, [1, 2], invoice).await?;
    Ok(())
}

fn main() {}
