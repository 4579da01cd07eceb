// How many statements a query sends is known from its type.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Loaded, Query};

const _: () = assert!(Query::<Order, Loaded![Order { customer, items }]>::MAX_STATEMENTS == 1);

fn main() {}
