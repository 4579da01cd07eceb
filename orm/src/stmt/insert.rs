//! New rows.

use super::{Assignment, Expr};
use crate::schema::{ColumnName, DefaultValue, Table, Type};
use crate::value::Value;

/// New rows of a table.
#[derive(Debug, Clone)]
pub struct Insert {
    /// The table.
    pub table: &'static Table,
    /// The columns that get values, with the values of all rows: one for each row, in the rows' order.
    pub columns: Vec<InsertColumn>,
    /// How many rows.
    pub rows: usize,
    /// Whether the text must not depend on the number of rows: bulk inserts.
    pub many: bool,
    /// What happens when a row is there already.
    pub on_conflict: Option<OnConflict>,
    /// What is returned of each row.
    pub returning: Vec<Expr>,
}

/// The values of one column in an [`Insert`].
#[derive(Debug, Clone)]
pub struct InsertColumn {
    /// The column.
    pub name: ColumnName,
    /// Its type.
    pub ty: Type,
    /// What a row gets that leaves the column out.
    pub default: Option<DefaultValue>,
    /// One value a row; `None` where the row leaves it out.
    pub values: Vec<Option<Value>>,
}

/// What happens when a row is there already.
#[derive(Debug, Clone)]
pub struct OnConflict {
    /// The unique set; none for any conflict.
    pub target: Option<&'static [&'static str]>,
    /// What is done.
    pub action: Conflict,
}

/// What is done with a row that is there already.
#[derive(Debug, Clone)]
pub enum Conflict {
    /// It stays as it is.
    Nothing,
    /// These columns change, where the condition holds.
    Update { set: Vec<Assignment>, filter: Vec<Expr> },
}
