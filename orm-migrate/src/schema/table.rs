//! A table.

use super::{
    Check, Column, ForeignKey, Index, ObjectName, Policy, PrimaryKey, RowSecurity, Unique,
};
use orm::schema::Period;
use serde::{Deserialize, Serialize};

/// A table, with everything that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its name.
    pub name: ObjectName,
    /// The column that names a row's tenant. Where each tenant has a schema of its own, the table is in
    /// each of these, and its name names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// The primary key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_key: Option<PrimaryKey>,
    /// The unique constraints.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uniques: Vec<Unique>,
    /// The checks. On SQLite, those of columns are among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// The references to other tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_keys: Vec<ForeignKey>,
    /// The indexes, without those of constraints.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
    /// Triggers that its references need, at whichever table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<Trigger>,
    /// Whether policies say whose rows are seen.
    #[serde(default, skip_serializing_if = "RowSecurity::is_off")]
    pub row_security: RowSecurity,
    /// The policies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<Policy>,
    /// How its rows are spread over partitions (PostgreSQL).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partitioning: Option<Partitioning>,
    /// Whether its types are enforced (SQLite).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strict: bool,
    /// Whether it is stored by its primary key alone (SQLite).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_rowid: bool,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The name that it had: a hint for the next difference, and no part of the database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<String>,
}

/// A trigger, as the statement that makes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trigger {
    /// Its name.
    pub name: String,
    /// `CREATE TRIGGER ..`
    pub sql: String,
}

/// How a table's rows are spread over partitions (PostgreSQL manual, 5.12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partitioning {
    /// What follows `PARTITION BY`: `RANGE (placed_at)`.
    pub by: String,
    /// The partitions that are made with the table: a hint, and no part of the database. Those that follow,
    /// and what becomes of old ones, are [`partitions`](crate::partitions)' to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<FirstPartitions>,
    /// The partitions that there are. They belong to a database, not to its description: none in models.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partitions: Vec<Partition>,
}

/// The partitions that are made with a table: the one of the time when it is made, and those behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstPartitions {
    /// How much time one covers: `"1 month"`.
    #[serde(with = "super::period")]
    pub every: Period,
    /// How many there are behind that of today.
    pub ahead: u32,
}

/// A partition of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partition {
    /// Its name, which is that of a table.
    pub name: ObjectName,
    /// Which rows it holds: `FOR VALUES FROM ('2024-01-01') TO ('2024-02-01')`, `DEFAULT`.
    pub bound: String,
}

impl Table {
    /// A table with this name and nothing in it.
    pub fn new(name: ObjectName) -> Table {
        Table {
            name,
            tenant: None,
            columns: Vec::new(),
            primary_key: None,
            uniques: Vec::new(),
            checks: Vec::new(),
            foreign_keys: Vec::new(),
            indexes: Vec::new(),
            triggers: Vec::new(),
            row_security: RowSecurity::default(),
            policies: Vec::new(),
            partitioning: None,
            strict: false,
            without_rowid: false,
            comment: None,
            renamed_from: None,
        }
    }

    /// The column with this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}
