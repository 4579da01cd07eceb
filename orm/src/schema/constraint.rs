//! Keys, uniques, checks and foreign keys of a table.

use super::Table;

/// A set of columns of which no two rows have the same values.
#[derive(Debug, Clone, Copy)]
pub struct Unique {
    /// The constraint's name in the database.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [&'static str],
    /// Whether two rows with `NULL` are the same, on PostgreSQL from 15 on. SQLite takes them for different
    /// ones all the same.
    pub nulls_not_distinct: bool,
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
    /// When it is checked.
    pub timing: Timing,
}

impl Unique {
    /// A set without a name and columns: what a literal does not say is as here.
    pub const PLAIN: Unique = Unique { name: "", columns: &[], nulls_not_distinct: false };
}

impl ForeignKey {
    /// A key without a name and columns, which leads nowhere: what a literal does not say is as here.
    pub const PLAIN: ForeignKey = ForeignKey {
        name: "",
        columns: &[],
        target: || &Table::PLAIN,
        target_columns: &[],
        on_delete: Action::NoAction,
        on_update: Action::NoAction,
        timing: Timing::Immediate,
    };

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

/// When a foreign key is checked (PostgreSQL manual, "SET CONSTRAINTS"; SQLite, "Foreign Key Support", 4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// At the end of each statement.
    Immediate,
    /// At the end of each statement, unless a transaction asks for its own end.
    Deferrable,
    /// At the end of the transaction, unless it asks for it earlier.
    Deferred,
}
