//! The error of what reads and changes a database's definitions.

use std::fmt;

/// What went wrong; ask it with the `is_..` methods.
///
/// `Display` says this level only: the cause is in [`source`](std::error::Error::source).
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Database,
    Unreadable,
}

impl Error {
    /// Whether the database refused a statement or could not be reached: the cause is an [`orm::Error`].
    pub fn is_database(&self) -> bool {
        self.0.kind == Kind::Database
    }

    /// Whether a definition that the database holds cannot be read.
    pub fn is_unreadable(&self) -> bool {
        self.0.kind == Kind::Unreadable
    }

    /// The definition of something, by its name.
    pub(crate) fn unreadable(what: &str, source: impl fmt::Display) -> Error {
        let message = format!("the definition of `{what}` cannot be read");
        let source = Some(source.to_string().into());
        Error(Box::new(Inner { kind: Kind::Unreadable, message, source }))
    }
}

impl From<orm::Error> for Error {
    fn from(source: orm::Error) -> Error {
        let message = "the database did not do it".to_owned();
        Error(Box::new(Inner { kind: Kind::Database, message, source: Some(source.into()) }))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Error");
        out.field("kind", &self.0.kind).field("message", &self.0.message);
        if let Some(source) = &self.0.source {
            out.field("source", source);
        }
        out.finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
