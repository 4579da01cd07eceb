//! A column of a table.

use super::ObjectName;
use orm::Dialect;
use serde::{Deserialize, Serialize};

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// The type of its values.
    #[serde(rename = "type")]
    pub ty: DataType,
    /// The order in which its texts compare, if it is not the type's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// Whether it may be `NULL`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nullable: bool,
    /// The expression that a row which leaves it out has in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// The expression that it always holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated: Option<Generated>,
    /// Whether the database numbers its rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The name that it had: a hint for the next difference, and no part of the database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<String>,
    /// Labels of an enum kept as text that had another text: the new one, the old one. A hint, too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renamed_labels: Vec<(String, String)>,
}

/// A type of the database.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DataType {
    /// One of the [enum types](super::Schema::enums).
    Enum(ObjectName),
    /// A list of one of them.
    EnumArray(ObjectName),
    /// A type by its name in SQL, in the shortest form that means it: `timestamptz`, `varchar(20)`,
    /// `text[]`, and those of extensions.
    #[serde(untagged)]
    Named(String),
}

/// The expression of a column that the database fills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generated {
    /// The expression, without parentheses around it.
    pub expression: String,
    /// Whether its value is kept; otherwise it is made at each read.
    pub stored: bool,
}

/// How the database numbers rows. On SQLite: the primary key's `AUTOINCREMENT`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// A row may bring its own number.
    ByDefault,
    /// A row may not.
    Always,
    /// A row may bring its own number, and nothing in the definition says so: a default that takes the
    /// next number of a sequence (PostgreSQL's `serial`), an `INTEGER PRIMARY KEY` without `AUTOINCREMENT`
    /// (SQLite). For a program it is the same as [`ByDefault`](Identity::ByDefault).
    Implicit,
}

impl Column {
    /// A column that may not be `NULL`, without anything else.
    pub fn new(name: impl Into<String>, ty: DataType) -> Column {
        Column {
            name: name.into(),
            ty,
            collation: None,
            nullable: false,
            default: None,
            generated: None,
            identity: None,
            comment: None,
            renamed_from: None,
            renamed_labels: Vec::new(),
        }
    }
}

impl DataType {
    /// A type by its name in SQL.
    pub fn named(name: impl Into<String>) -> DataType {
        DataType::Named(name.into())
    }

    /// The type in a statement.
    pub fn sql(&self, dialect: Dialect) -> String {
        match self {
            DataType::Named(name) => name.clone(),
            DataType::Enum(name) => name.quoted(dialect),
            DataType::EnumArray(name) => format!("{}[]", name.quoted(dialect)),
        }
    }

    pub(crate) fn set_enum_name(&mut self, to: &ObjectName) {
        if let DataType::Enum(name) | DataType::EnumArray(name) = self {
            *name = to.clone();
        }
    }

    /// What SQLite makes of the type: all that its name means there, but for `INTEGER PRIMARY KEY` and in
    /// `STRICT` tables ("Datatypes In SQLite", 3.1). `TEXT` for `VARCHAR(20)`.
    pub fn affinity(&self) -> &'static str {
        let name = self.sql(Dialect::Sqlite).to_uppercase();
        let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
        if has(&["INT"]) {
            "INTEGER"
        } else if has(&["CHAR", "CLOB", "TEXT"]) {
            "TEXT"
        } else if name.is_empty() || has(&["BLOB"]) {
            "BLOB"
        } else if has(&["REAL", "FLOA", "DOUB"]) {
            "REAL"
        } else {
            "NUMERIC"
        }
    }

    /// Whether SQLite keeps the same values under both types: `INTEGER` and `NUMERIC` are the same but in a
    /// `CAST` ("Datatypes In SQLite", 3).
    pub(crate) fn is_stored_as(&self, other: &DataType) -> bool {
        let kept = |ty: &DataType| match ty.affinity() {
            "INTEGER" => "NUMERIC",
            affinity => affinity,
        };
        kept(self) == kept(other)
    }

    /// The enum type that it names.
    pub fn enum_name(&self) -> Option<&ObjectName> {
        match self {
            DataType::Named(_) => None,
            DataType::Enum(name) | DataType::EnumArray(name) => Some(name),
        }
    }
}
