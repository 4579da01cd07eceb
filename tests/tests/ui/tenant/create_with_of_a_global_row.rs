// A tenant's rows are reached through a tenant: the children of a row that is nobody's.

#[path = "../tenants.rs"]
mod tenants;

use orm::{Db, create_with};
use tenants::*;

async fn run(db: &Db, new: region::New) -> Result<(), orm::Error> {
    let customer = |region_code, name| customer::New { region_code, name };
    create_with(db, new, Region::customers, ["Ada".to_owned()], customer).await?;
    Ok(())
}

fn main() {}
