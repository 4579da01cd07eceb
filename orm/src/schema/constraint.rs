//! Keys, uniques, indexes, checks and foreign keys of a table.

use super::Table;

/// A set of columns of which no two rows have the same values.
#[derive(Debug, Clone, Copy)]
pub struct Unique {
    /// The constraint's name in the database.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [&'static str],
}

/// An index.
#[derive(Debug, Clone, Copy)]
pub struct Index {
    /// The index's name in the database.
    pub name: &'static str,
    /// Its columns, in order.
    pub parts: &'static [IndexPart],
}

/// A column of an index.
#[derive(Debug, Clone, Copy)]
pub struct IndexPart {
    /// The column's name.
    pub column: &'static str,
    /// Whether it is kept in descending order.
    pub descending: bool,
}

/// A condition that each row meets.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// The constraint's name in the database.
    pub name: &'static str,
    /// The condition, as SQL that both databases read.
    pub sql: &'static str,
}

/// A reference from columns of one table to a key of another.
#[derive(Debug, Clone, Copy)]
pub struct ForeignKey {
    /// The constraint's name in the database.
    pub name: &'static str,
    /// The columns that hold the reference.
    pub columns: &'static [&'static str],
    /// The table that is referred to. A function, because tables refer to each other in circles.
    pub target: fn() -> &'static Table,
    /// The columns that are referred to; empty for the target's primary key.
    pub target_columns: &'static [&'static str],
    /// What happens to this row when the target's row is deleted.
    pub on_delete: Action,
    /// What happens to this row when the target's key changes.
    pub on_update: Action,
}

impl ForeignKey {
    /// The columns that are referred to.
    pub fn referenced(&self) -> &'static [&'static str] {
        if self.target_columns.is_empty() {
            (self.target)().primary_key
        } else {
            self.target_columns
        }
    }
}

/// What a foreign key does when its target goes away or changes
/// (PostgreSQL manual, "Constraints", "Foreign Keys"; SQLite, "Foreign Key Support", 4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The change is refused at the end of the statement.
    NoAction,
    /// The change is refused at once.
    Restrict,
    /// The row goes, or changes, with its target.
    Cascade,
    /// The reference becomes `NULL`.
    SetNull,
    /// The reference becomes the column's default.
    SetDefault,
}
