// A tenant's rows are reached through a tenant: code for any writer names none.

#[path = "../tenants.rs"]
mod tenants;

use orm::Writer;
use tenants::*;

async fn run(db: &(dyn Writer + Send), new: customer::New) -> Result<(), orm::Error> {
    Customer::create(db, new).await?;
    Ok(())
}

fn main() {}
