// A relation has another name than the generated methods, which would hide it.

use orm::Model;

#[derive(Model)]
#[model(
    has_many(update: Part.machine_id),
    has_many(query: Part.spare_id),
    has_one(into_parts: Manual.machine_id),
)]
pub struct Machine {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Machine)]
    pub with_id: i64,
    #[model(references = Machine, relation = filter)]
    pub sieve: i64,
}

#[derive(Model)]
pub struct Part {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Machine)]
    pub machine_id: i64,
    #[model(references = Machine)]
    pub spare_id: i64,
}

#[derive(Model)]
pub struct Manual {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Machine, unique)]
    pub machine_id: i64,
}

fn main() {}
