// Two relations differ in more than underscores: each is a type parameter, in camel case.

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
#[model(has_many(spare_parts: Part.spare_id), has_many(spare__parts: Part.machine_id))]
pub struct Machine {
    #[model(primary_key, auto)]
    pub id: i64,
}

fn main() {}
