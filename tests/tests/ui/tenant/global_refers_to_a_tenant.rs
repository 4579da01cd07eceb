// A row that is nobody's does not refer to a tenant's.

#[path = "../tenants.rs"]
mod tenants;

use orm::Model;
use tenants::*;

#[derive(Model)]
pub struct Payment {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Invoice)]
    pub invoice_id: i64,
}

fn main() {}
