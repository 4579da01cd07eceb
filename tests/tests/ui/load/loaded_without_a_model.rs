// `Loaded!` begins with a model.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Loaded;

fn print(order: &Loaded![{ items }]) {}

fn nothing(order: &Loaded![]) {}

fn main() {}
