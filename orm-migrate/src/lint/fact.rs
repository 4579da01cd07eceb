//! What statements do to tables, without regard to the grammar that they are written in.

use crate::schema::ObjectName;
use std::ops::Range;

/// What a statement does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) at: Range<usize>,
    pub(super) what: What,
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    CreateTable {
        table: ObjectName,
        needs_key: bool,
    },
    CreateView {
        view: ObjectName,
    },
    DropTable {
        table: ObjectName,
    },
    RenameTable {
        from: ObjectName,
        to: ObjectName,
    },
    AddColumn {
        table: ObjectName,
        column: String,
    },
    DropColumn {
        table: ObjectName,
        column: String,
    },
    RenameColumn {
        table: ObjectName,
        from: String,
        to: String,
    },
    AddCheck(Check),
    /// The named constraint holds for all rows from here on.
    Validate {
        table: ObjectName,
        name: String,
    },
    Key(Key),
    Reference {
        table: ObjectName,
        columns: Vec<String>,
        target: ObjectName,
    },
    DropIndex {
        index: ObjectName,
    },
    AddConstraint {
        table: ObjectName,
        name: String,
    },
    DropConstraint {
        table: ObjectName,
        name: String,
    },
    /// A trigger or a function.
    CreateObject {
        name: String,
    },
    DropObject {
        name: String,
    },
    EnableRowSecurity {
        table: ObjectName,
    },
    CreatePolicy {
        table: ObjectName,
    },
}

/// A check that is added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Check {
    pub(super) table: ObjectName,
    pub(super) name: Option<String>,
    pub(super) expression: String,
    /// Whether it holds for the rows that are there.
    pub(super) is_valid: bool,
}

/// An index, whether or not a constraint makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) table: ObjectName,
    pub(super) kind: KeyKind,
    /// Its columns; an expression is an empty name. None where an index that is there becomes the key.
    pub(super) columns: Vec<String>,
}

/// What an index is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyKind {
    Primary,
    /// SQLite's `INTEGER PRIMARY KEY`, which is the row's own number.
    RowId,
    Unique,
    Index,
}

/// The tables that exist at this place because these facts made them, these among them from before.
pub(super) fn new_tables(facts: &[Fact], before: &[ObjectName], at: usize) -> Vec<ObjectName> {
    let mut new = before.to_vec();
    for fact in facts.iter().take_while(|fact| fact.at.start < at) {
        match &fact.what {
            What::CreateTable { table, .. } => new.push(table.clone()),
            What::DropTable { table } => new.retain(|other| other != table),
            What::RenameTable { from, to } => {
                for table in new.iter_mut().filter(|table| *table == from) {
                    *table = to.clone();
                }
            }
            _ => {}
        }
    }
    new
}
