// `Loaded!` has names in braces, no calls.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Loaded;

fn print(order: &Loaded![Order { items() }]) {}

fn path(order: &Loaded![Order { customer.country }]) {}

fn parentheses(order: &Loaded![Order(items)]) {}

fn main() {}
