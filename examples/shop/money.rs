//! Sums of money, in cents.

use std::borrow::Borrow;

use orm::load::LoadedMany;

use crate::models::{Line, order};

/// What an order costs: any row of one whose lines are loaded, all of them. Rows without, or with some
/// of them only, do not compile here.
pub fn total<O: LoadedMany<order::rel::lines>>(order: &O) -> i64 {
    let lines = order.related().iter().map(Borrow::<Line>::borrow);
    lines.map(|line| line.quantity * line.price).sum()
}

/// `1234` cents are `12.34`.
pub fn money(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}
