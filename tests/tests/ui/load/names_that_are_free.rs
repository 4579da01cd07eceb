// Relations may have the names of generated types: only the last line of this is wrong.

use orm::{Loaded, Model};

#[derive(Model, Debug)]
#[model(
    has_many(parts: Part.machine_id),
    has_many(loaded: Part.spare_id),
    has_many(row: Part.row_id),
    has_many(_1: Part.first_id),
    has_one(rel: Part.self__id),
)]
pub struct Machine {
    #[model(primary_key, auto)]
    pub id: i64,
}

#[derive(Model, Debug)]
pub struct Part {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Machine)]
    pub machine_id: i64,
    #[model(references = Machine)]
    pub spare_id: i64,
    #[model(references = Machine)]
    pub row_id: i64,
    #[model(references = Machine)]
    pub first_id: i64,
    #[model(references = Machine, unique)]
    pub self__id: i64,
}

fn count(machine: Loaded![Machine { parts { row }, loaded, row { self_ }, _1, rel }]) -> usize {
    let all = machine.parts().len() + machine.loaded().len() + machine._1().len();
    let parts = machine.into_parts();
    let first: Option<Part> = parts.rel;
    all + parts.row.len() + parts.model.id as usize
}

fn lacks(machine: Loaded![Machine { parts }]) -> usize {
    machine.row().len()
}

fn main() {}
