// `Loaded!` names relations that the model has.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Loaded;

fn print(order: &Loaded![Order { client }]) {}

fn main() {}
