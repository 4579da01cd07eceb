// A row without a tenant would be nobody's.

use orm::Model;

#[derive(Model)]
#[model(tenant = tenant_id)]
pub struct Order {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant_id: Option<i64>,
}

fn main() {}
