// A primary key is of fields that there are.

use orm::Model;

#[derive(Model)]
#[model(primary_key(tenant, number))]
struct Order {
    tenant_id: i64,
    number: i64,
}

fn main() {}
