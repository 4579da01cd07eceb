// A bound for a to-many relation names a to-many relation.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::load::LoadedMany;

fn first<R: LoadedMany<order::rel::customer>>(_: &R) {}

fn main() {}
