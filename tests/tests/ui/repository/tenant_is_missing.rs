// A repository of tenants' rows is that of a tenant.

use orm::{Db, Executor, Model};

#[derive(Model, Debug, Clone)]
#[model(tenant = tenant_id)]
pub struct Invoice {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant_id: i64,
}

async fn run(db: &Db) -> Result<i64, orm::Error> {
    db.repository::<Invoice>().count(|q| q).await
}

fn main() {}
