// A reference stays within tenants of one kind of id.

#[path = "../tenants.rs"]
mod tenants;

use orm::Model;
use tenants::*;

#[derive(Model)]
#[model(tenant = tenant)]
pub struct Payment {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant: String,
    #[model(references = Invoice)]
    pub invoice_id: i64,
}

fn main() {}
