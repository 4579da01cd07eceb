// `Loaded!` names each relation once.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Loaded;

fn print(order: &Loaded![Order { items, partial items }]) {}

fn same(order: &Loaded![Order { items, items }]) {}

fn main() {}
