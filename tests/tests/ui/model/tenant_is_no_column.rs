// A tenant is a column.

use orm::Model;

#[derive(Model)]
#[model(tenant = tenant)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    tenant_id: i64,
}

fn main() {}
