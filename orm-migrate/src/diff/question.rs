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
    /// A label of an enum type; one that is gone, by its old text.
    Label(ObjectName, String),
    /// A label that is gone, of a table's column that holds an enum as text.
    Value(ObjectName, String, String),
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
    /// What rows get that hold a label which is gone. Without an answer, a migration fails if there is one.
    Gone {
        /// The label, of an enum type or of a column that holds an enum as text.
        label: Subject,
        /// The labels that there are.
        labels: Vec<String>,
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
    /// The rows that hold the label get this one.
    Label(String),
    /// No row holds the label: the migration fails if one does.
    Unused,
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

    /// Whether it was said to have had this name, whatever else was said.
    pub(super) fn is_renamed(&self, subject: &Subject, from: &str) -> bool {
        self.all(subject).any(|answer| matches!(answer, Answer::RenamedFrom(name) if name == from))
    }

    /// What rows get that hold a label which is gone: `Some(None)` if no row does.
    pub(super) fn instead(&self, label: &Subject) -> Option<Option<&str>> {
        self.all(label).find_map(|answer| match answer {
            Answer::Label(to) => Some(Some(to.as_str())),
            Answer::Unused => Some(None),
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
            Question::Gone { label, .. } => label.clone(),
        }
    }

    /// Whether no migration is to be written without an answer. What rows get for `NULL` may stay open: there
    /// may be none.
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
            Subject::Value(table, column, label) => {
                write!(f, "label {label} of column {table}.{column}")
            }
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
            Question::Gone { label, .. } => {
                write!(f, "{label} is gone: what do rows that hold it get?")
            }
        }
    }
}
