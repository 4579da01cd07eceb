//! Changed rows.

use super::{Expr, Select};
use crate::schema::ColumnName;

/// A change of the rows that a query finds.
#[derive(Debug, Clone)]
pub struct Update {
    /// Which rows. Its columns are not read.
    pub rows: Select,
    /// What changes.
    pub set: Vec<Assignment>,
    /// What is returned of each row; nothing if empty.
    pub returning: Vec<Expr>,
}

/// A column and its new value.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// The column.
    pub column: ColumnName,
    /// The value, which may read the row's columns.
    pub value: Expr,
}
