//! What a database holds, as data: made of models, read from a database, kept beside each migration.

mod column;
mod constraint;
mod index;
mod models;
mod name;
mod order;
pub(crate) mod period;
mod policy;
mod table;

pub use column::{Column, DataType, Generated, Identity};
pub use constraint::{Action, Check, ForeignKey, PrimaryKey, Unique};
pub use index::{Index, IndexKey, IndexPart, Nulls};
pub use name::ObjectName;
pub use policy::{Command, Policy, RowSecurity};
pub use table::{FirstPartitions, Partition, Partitioning, Table, Trigger};

pub(crate) use models::name;

use orm::Dialect;
use serde::{Deserialize, Serialize};

/// A database's schemas, enum types and tables, each list in the order in which they are made.
///
/// Texts of SQL in it, types apart, are as somebody wrote them or as the database gives them back: equal
/// texts mean the same, and different ones may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// The database that it is for.
    #[serde(with = "dialect")]
    pub dialect: Dialect,
    /// The schemas beside the default one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schemas: Vec<String>,
    /// The enum types.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enums: Vec<EnumType>,
    /// The tables.
    #[serde(default)]
    pub tables: Vec<Table>,
}

/// An enum type of the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnumType {
    /// Its name.
    pub name: ObjectName,
    /// Its labels, in the order in which they compare.
    pub labels: Vec<String>,
    /// The name that it had: a hint for the next difference, and no part of the database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<String>,
    /// Labels that had another text: the new one, the old one. A hint, too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renamed_labels: Vec<(String, String)>,
}

impl EnumType {
    /// A type with these labels.
    pub fn new(name: ObjectName, labels: Vec<String>) -> EnumType {
        EnumType { name, labels, renamed_from: None, renamed_labels: Vec::new() }
    }
}

impl Schema {
    /// A database with nothing in it.
    pub fn empty(dialect: Dialect) -> Schema {
        Schema { dialect, schemas: Vec::new(), enums: Vec::new(), tables: Vec::new() }
    }

    /// The table with this name.
    pub fn table(&self, name: &ObjectName) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == *name)
    }

    /// The enum type with this name.
    pub fn enum_type(&self, name: &ObjectName) -> Option<&EnumType> {
        self.enums.iter().find(|ty| ty.name == *name)
    }
}

/// `"postgres"`, `"sqlite"`
mod dialect {
    use orm::Dialect;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(dialect: &Dialect, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(match dialect {
            Dialect::Postgres => "postgres",
            Dialect::Sqlite => "sqlite",
        })
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Dialect, D::Error> {
        match String::deserialize(from)?.as_str() {
            "postgres" => Ok(Dialect::Postgres),
            "sqlite" => Ok(Dialect::Sqlite),
            other => Err(D::Error::unknown_variant(other, &["postgres", "sqlite"])),
        }
    }
}
