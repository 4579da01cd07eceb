// A tenant's rows are reached through a tenant: what is loaded with rows.

#[path = "../tenants.rs"]
mod tenants;

use orm::{Db, load_related};
use tenants::*;

async fn run(db: &Db, rows: Vec<Customer>) -> Result<(), orm::Error> {
    load_related(db, rows, |c| c.invoices()).await?;
    Ok(())
}

fn main() {}
