// A key of the struct stands above the struct.

use orm::Model;

#[derive(Model)]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
    #[model(tenant = tenant_id)]
    tenant_id: i64,
}

fn main() {}
