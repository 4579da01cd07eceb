// `Loaded!` names relations that the related model has.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Loaded;

fn print(order: &Loaded![Order { customer { items }, items }]) {}

fn main() {}
