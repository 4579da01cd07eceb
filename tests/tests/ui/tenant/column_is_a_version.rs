// The executor fills the tenant's column, and nobody else.

use orm::Model;

#[derive(Model)]
#[model(tenant = tenant_id)]
pub struct Order {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(version)]
    pub tenant_id: i64,
}

fn main() {}
