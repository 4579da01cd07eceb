// A tenant's handle is no `Db`.

use orm::{Db, Tenant};

async fn migrate(_: &Db) {}

async fn run(tenant: &Tenant<i64>) -> Result<(), orm::Error> {
    migrate(tenant).await;
    Ok(())
}

fn main() {}
