//! Changes that no statement makes.

use crate::schema::{ObjectName, Table};
use std::fmt;

/// A table that would have to have partitions, have others, or have none any more: PostgreSQL has no
/// statement for it (manual, 5.12.2), and its rows have to be copied to another table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The table.
    pub table: ObjectName,
    /// What follows `PARTITION BY` in the database, if it has partitions.
    pub from: Option<String>,
    /// What should follow it.
    pub to: Option<String>,
}

impl Refusal {
    /// Whether the partitions of a table are others, whatever there are of them.
    pub(super) fn of(old: &Table, new: &Table) -> Option<Refusal> {
        let by = |table: &Table| table.partitioning.as_ref().map(|of| of.by.clone());
        let (from, to) = (by(old), by(new));
        (from != to).then(|| Refusal { table: new.name.clone(), from, to })
    }
}

/// What it is, and the way around it.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |by: &Option<String>| match by {
            Some(by) => format!("in partitions by {by}"),
            None => "in no partitions".to_owned(),
        };
        let Refusal { table, from, to } = self;
        write!(
            f,
            "table {table} is {}, and should be {}, which no statement changes: let the model have another \
             table (`table = \"{}_new\"`), generate it with `--new` and `--allow-drop`, and write \
             `INSERT INTO .. SELECT ..` in front of the `DROP TABLE`",
            text(from),
            text(to),
            table.name
        )
    }
}
