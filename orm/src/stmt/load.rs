//! The rows of a relation for many parents at once.

use super::Select;
use crate::schema::Relation;
use crate::value::Value;

/// The rows that a relation leads to from many parents. How each row of the result begins, so that its
/// parent is found, says `sql::Begins`.
#[derive(Debug, Clone, PartialEq)]
pub struct Load {
    /// The related rows. The limit and the offset are for each parent.
    pub select: Select,
    /// The relation from a parent.
    pub relation: &'static Relation,
    /// The parents' keys, each once: one list a column, all of one length.
    pub keys: Vec<Vec<Value>>,
}
