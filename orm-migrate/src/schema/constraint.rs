//! What a table's rows have to meet.

use super::ObjectName;
use serde::{Deserialize, Serialize};

/// The primary key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrimaryKey {
    /// The constraint's name, if it is not the one that the database gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its columns, in order.
    pub columns: Vec<String>,
}

/// A set of columns of which no two rows have the same values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unique {
    /// The constraint's name; `None` on SQLite for one without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// Whether two rows with `NULL` are the same (PostgreSQL 15 and later).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nulls_not_distinct: bool,
}

/// A condition that each row meets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The constraint's name; `None` on SQLite for one without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The condition, without parentheses around it.
    pub expression: String,
}

/// A reference from columns of one table to a key of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignKey {
    /// The constraint's name; `None` on SQLite for one without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The columns that hold the reference.
    pub columns: Vec<String>,
    /// The table that is referred to.
    pub target: ObjectName,
    /// The columns that are referred to.
    pub target_columns: Vec<String>,
    /// What happens to a row when the target's row is deleted.
    #[serde(default, skip_serializing_if = "Action::is_none")]
    pub on_delete: Action,
    /// What happens to a row when the target's key changes.
    #[serde(default, skip_serializing_if = "Action::is_none")]
    pub on_update: Action,
    /// The columns that a delete sets, if not all of them (PostgreSQL 15 and later).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_delete_columns: Vec<String>,
    /// Whether it may be checked at the end of a transaction, and if so, whether it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferrable: Option<bool>,
}

/// What a reference does when its target goes away or changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The change is refused at the end of the statement.
    #[default]
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

impl Action {
    /// Whether it is what happens where nothing is said.
    pub fn is_none(&self) -> bool {
        *self == Action::NoAction
    }

    /// The action in SQL.
    pub fn sql(self) -> &'static str {
        match self {
            Action::NoAction => "NO ACTION",
            Action::Restrict => "RESTRICT",
            Action::Cascade => "CASCADE",
            Action::SetNull => "SET NULL",
            Action::SetDefault => "SET DEFAULT",
        }
    }
}

impl From<orm::schema::Action> for Action {
    fn from(action: orm::schema::Action) -> Action {
        match action {
            orm::schema::Action::NoAction => Action::NoAction,
            orm::schema::Action::Restrict => Action::Restrict,
            orm::schema::Action::Cascade => Action::Cascade,
            orm::schema::Action::SetNull => Action::SetNull,
            orm::schema::Action::SetDefault => Action::SetDefault,
        }
    }
}
