// A reference between rows of tenants is not emptied with its tenant's column.

#[path = "../tenants.rs"]
mod tenants;

use orm::Model;
use tenants::*;

#[derive(Model)]
#[model(tenant = tenant_id)]
pub struct Payment {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant_id: i64,
    #[model(references = Invoice, on_update = set_null)]
    pub invoice_id: Option<i64>,
    // What belongs to nobody is referred to by this column alone.
    #[model(references = Region, relation = region, on_update = set_null)]
    pub region_code: Option<String>,
}

fn main() {}
