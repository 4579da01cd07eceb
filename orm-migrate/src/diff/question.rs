//! What a difference alone does not tell, and somebody has to.

use crate::schema::{Column, DataType, ObjectName};
use std::fmt;

/// What a question is about, by the names that the new schema has.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A table.
    Table(ObjectName),
    /// A column of a table.
    Column(ObjectName, String),
    /// An enum type.
    Enum(ObjectName),
    /// A label of an enum type.
    Label(ObjectName, String),
}

/// A question. `Display` puts it as a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Whether something new is something that is gone, under another name. Without an answer it is new,
    /// and what is gone is dropped.
    Renamed {
        /// What is new.
        new: Subject,
        /// The names of what is gone and may be it, likeliest first.
        gone: Vec<String>,
    },
    /// What rows that are there get in a column that may not be `NULL`.
    Value {
        /// The column's table.
        table: ObjectName,
        /// The column.
        column: Column,
        /// Whether the column is new. Without an answer, a new one cannot be added to a table with rows;
        /// an old one fails if a row has `NULL` in it.
        is_new: bool,
    },
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is new: nothing was renamed.
    New,
    /// It had this name.
    RenamedFrom(String),
    /// The rows that are there get this expression, once; it may name the row's other columns.
    Value(String),
    /// The column may be `NULL` until another migration. The [target](super::Diff::target) says so.
    Nullable,
}

/// Answers to questions that were asked, or will be.
#[derive(Debug, Clone, Default)]
pub struct Answers(Vec<(Subject, Answer)>);

impl Answers {
    /// No answers.
    pub fn new() -> Answers {
        Answers::default()
    }

    /// With this answer. A column can have two: whether it was renamed, and its rows' value.
    #[must_use]
    pub fn with(mut self, subject: Subject, answer: Answer) -> Answers {
        self.answer(subject, answer);
        self
    }

    /// Adds an answer.
    pub fn answer(&mut self, subject: Subject, answer: Answer) {
        self.0.push((subject, answer));
    }

    fn all(&self, subject: &Subject) -> impl Iterator<Item = &Answer> {
        self.0.iter().filter(move |(about, _)| about == subject).map(|(_, answer)| answer)
    }

    /// Whether it was said what it was before, and if so, what: `Some(None)` if it is new.
    pub(super) fn renamed(&self, subject: &Subject) -> Option<Option<&str>> {
        self.all(subject).find_map(|answer| match answer {
            Answer::New => Some(None),
            Answer::RenamedFrom(name) => Some(Some(name.as_str())),
            _ => None,
        })
    }

    /// What the rows that are there get.
    pub(super) fn value(&self, table: &ObjectName, column: &str) -> Option<&str> {
        let subject = Subject::Column(table.clone(), column.to_owned());
        self.all(&subject).find_map(|answer| match answer {
            Answer::Value(value) => Some(value.as_str()),
            _ => None,
        })
    }

    /// The columns that may be `NULL` for now.
    pub(super) fn nullable(&self) -> impl Iterator<Item = (&ObjectName, &str)> {
        self.0.iter().filter_map(|(subject, answer)| match (subject, answer) {
            (Subject::Column(table, column), Answer::Nullable) => Some((table, column.as_str())),
            _ => None,
        })
    }
}

impl Question {
    /// What it is about: the subject of its answer.
    pub fn subject(&self) -> Subject {
        match self {
            Question::Renamed { new, .. } => new.clone(),
            Question::Value { table, column, .. } => {
                Subject::Column(table.clone(), column.name.clone())
            }
        }
    }

    /// Whether a migration without an answer may be wrong, rather than fail on rows that it does not fit.
    pub fn is_required(&self) -> bool {
        !matches!(self, Question::Value { is_new: false, .. })
    }
}

/// `column orders.note`
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Table(name) => write!(f, "table {name}"),
            Subject::Column(table, name) => write!(f, "column {table}.{name}"),
            Subject::Enum(name) => write!(f, "enum {name}"),
            Subject::Label(ty, label) => write!(f, "label {label} of enum {ty}"),
        }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Question::Renamed { new, gone } => {
                write!(f, "{new} is new: is it {} under another name?", gone.join(" or "))
            }
            Question::Value { table, column, is_new } => {
                let which = if *is_new { "rows that are there" } else { "rows with NULL" };
                let ty = match &column.ty {
                    DataType::Named(name) => name.clone(),
                    DataType::Enum(name) => name.to_string(),
                    DataType::EnumArray(name) => format!("{name}[]"),
                };
                write!(
                    f,
                    "column {table}.{} ({ty}) may not be NULL: what do {which} get?",
                    column.name
                )
            }
        }
    }
}
