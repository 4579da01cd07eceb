// `Loaded!` has commas between the relations.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Loaded;

fn print(order: &Loaded![Order { customer items }]) {}

fn main() {}
