// The tenant's column is one column.

use orm::{DbType, Model};

#[derive(DbType, Clone)]
pub struct Place {
    pub region: i64,
}

#[derive(Model)]
#[model(tenant = place)]
pub struct Order {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(embed)]
    pub place: Place,
}

fn main() {}
