//! Row-level security of a table.

use serde::{Deserialize, Serialize};

/// Whether a table's policies hold, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RowSecurity {
    /// Whether they hold.
    pub enabled: bool,
    /// Whether they hold for the table's owner, too.
    pub forced: bool,
}

impl RowSecurity {
    /// Whether the table has none.
    pub fn is_off(&self) -> bool {
        *self == RowSecurity::default()
    }
}

/// A policy (PostgreSQL manual, 5.9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// Whether it forbids rather than allows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub restrictive: bool,
    /// The statements that it is for.
    #[serde(default)]
    pub command: Command,
    /// The roles that it is for; none for everybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// The condition on rows that are there, without parentheses around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub using: Option<String>,
    /// The condition on rows that are written, without parentheses around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
}

/// The statements that a policy is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// All of them.
    #[default]
    All,
    /// Reads.
    Select,
    /// Inserts.
    Insert,
    /// Updates.
    Update,
    /// Deletes.
    Delete,
}

impl Command {
    /// The word in SQL.
    pub fn sql(self) -> &'static str {
        match self {
            Command::All => "ALL",
            Command::Select => "SELECT",
            Command::Insert => "INSERT",
            Command::Update => "UPDATE",
            Command::Delete => "DELETE",
        }
    }
}
