//! What the derive leaves of each model for the whole program to find.

use crate::schema::Table;

/// A model's table, as a function: what it refers to is looked at when somebody asks, not when the program
/// begins or is checked.
#[derive(Debug)]
pub struct Registered(pub fn() -> &'static Table);

inventory::collect!(Registered);
