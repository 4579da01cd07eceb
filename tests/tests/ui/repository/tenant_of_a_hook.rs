// A hook of a model that belongs to nobody has no tenant.

use orm::repository::Hooks;
use orm::{Error, HookTx, Model};

#[derive(Model, Debug, Clone)]
#[model(tenant = tenant_id)]
pub struct Invoice {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant_id: i64,
}

#[derive(Model, Debug, Clone)]
pub struct Currency {
    #[model(primary_key)]
    pub code: String,
}

struct Check;

impl Hooks<Currency> for Check {
    async fn before_delete(&self, tx: &HookTx<'_, Currency>, _: &Currency) -> Result<(), Error> {
        Invoice::query().count(tx).await.map(drop)
    }
}

fn main() {}
