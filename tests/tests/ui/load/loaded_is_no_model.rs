// `Loaded!` is for models.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Loaded;

fn print(status: &Loaded![Status { items }]) {}

fn unknown(order: &Loaded![Invoice { items }]) {}

fn main() {}
