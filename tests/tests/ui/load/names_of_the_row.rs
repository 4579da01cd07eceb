// A relation may be `row`, or `model`, but `into_parts` needs one of the names for the row.

use orm::Model;

#[derive(Model)]
pub struct Part {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Machine, relation = machine)]
    pub machine_id: i64,
    #[model(references = Machine, relation = spare_for)]
    pub spare_id: i64,
}

#[derive(Model)]
#[model(has_many(row: Part.spare_id), has_many(model: Part.machine_id))]
pub struct Machine {
    #[model(primary_key, auto)]
    pub id: i64,
}

fn main() {}
