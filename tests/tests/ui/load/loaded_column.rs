// `Loaded!` names relations, not columns.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Loaded;

fn print(order: &Loaded![Order { customer_id }]) {}

fn main() {}
