//! The error of every fallible function, and what callers can ask of it.

mod ask;
mod kind;

pub(crate) use kind::Kind;

use crate::row::DecodeError;
use crate::value::BoxError;
use std::fmt;
use std::sync::Arc;

/// What went wrong, in one word; ask it with the `is_..` methods.
///
/// `Display` says this level only: the cause is in [`source`](std::error::Error::source).
/// Neither ever holds a value that was sent to the database, or a password.
///
/// What a database said is known by its SQLSTATE (PostgreSQL manual, Appendix A) or SQLite's result
/// code; a code or class that is not in this table has no predicate, only its [`code`](Error::code).
///
/// | PostgreSQL | SQLite | predicate | to be run again |
/// |---|---|---|---|
/// | 23505 | `SQLITE_CONSTRAINT_UNIQUE` | [`is_unique_violation`](Error::is_unique_violation) | no |
/// | 23503, 23001 | `SQLITE_CONSTRAINT_FOREIGNKEY` | [`is_foreign_key_violation`](Error::is_foreign_key_violation) | no |
/// | 23502 | `SQLITE_CONSTRAINT_NOTNULL` | [`is_not_null_violation`](Error::is_not_null_violation) | no |
/// | 23514, class 44 | `SQLITE_CONSTRAINT_CHECK` | [`is_check_violation`](Error::is_check_violation) | no |
/// | 23P01 | | [`is_exclusion_violation`](Error::is_exclusion_violation) | no |
/// | class 22 | `SQLITE_MISMATCH`, `SQLITE_TOOBIG` | [`is_data_exception`](Error::is_data_exception) | no |
/// | 42P01, 42703, 42704, 42883, class 3F | no such table, column, function | [`is_undefined`](Error::is_undefined) | no |
/// | 42501 | `SQLITE_PERM`, `SQLITE_AUTH` | [`is_permission_denied`](Error::is_permission_denied) | no |
/// | 25006 | `SQLITE_READONLY` | [`is_read_only`](Error::is_read_only) | elsewhere |
/// | class 53 without 53300; 58030 | `SQLITE_FULL`, `SQLITE_NOMEM`, `SQLITE_IOERR` | [`is_out_of_resources`](Error::is_out_of_resources) | no |
/// | 40001 | | [`is_serialization_failure`](Error::is_serialization_failure) | the transaction |
/// | 40P01 | | [`is_deadlock`](Error::is_deadlock) | the transaction |
/// | 0A000, 26000, 42P05, where a prepared statement is sent | | [`is_statement_outdated`](Error::is_statement_outdated) | the transaction |
/// | 55P03 | `SQLITE_BUSY`, `SQLITE_LOCKED` | [`is_lock_timeout`](Error::is_lock_timeout) | if waiting longer is all right |
/// | 57014 | `SQLITE_INTERRUPT` | [`is_timeout`](Error::is_timeout) | no |
/// | class 08, 25P03, 25P04, 57P01, 57P02, 57P04, 57P05, no answer | | [`is_connection_lost`](Error::is_connection_lost) | unless [`is_outcome_unknown`](Error::is_outcome_unknown) |
/// | 53300, 57P03; everything while connecting | `SQLITE_CANTOPEN` while connecting | [`is_connection_lost`](Error::is_connection_lost) | after a pause |
/// | 08007, 40003 | | [`is_outcome_unknown`](Error::is_outcome_unknown) | no |
/// | classes 0B, 25, 2D, 3B, except the codes above | a transaction or savepoint that is not there | [`is_transaction_state`](Error::is_transaction_state) | no |
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    outcome: Outcome,
    message: String,
    statement: Option<Arc<str>>,
    server: Option<Box<ServerError>>,
    source: Option<BoxError>,
}

/// What is known of the effect of what failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// As of its kind: the database refused it, or never heard of it.
    Usual,
    /// Nothing was sent, or the database ended the session before it read what was.
    Unsent,
    /// It may have taken effect.
    Unknown,
}

/// What a database said of an error.
#[derive(Debug, Default, Clone)]
pub(crate) struct ServerError {
    /// The SQLSTATE (PostgreSQL manual, Appendix A), or SQLite's name of the result code.
    pub(crate) code: Option<String>,
    pub(crate) constraint: Option<String>,
    pub(crate) table: Option<String>,
    /// One column, or the columns of a unique set.
    pub(crate) columns: Vec<String>,
    pub(crate) hint: Option<String>,
    /// Where in the statement, in characters from 1.
    pub(crate) position: Option<u32>,
}

impl Error {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Error(Box::new(Inner {
            kind,
            outcome: Outcome::Usual,
            message: message.into(),
            statement: None,
            server: None,
            source: None,
        }))
    }

    pub(crate) fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(crate) fn with_server(mut self, server: ServerError) -> Self {
        self.0.server = Some(Box::new(server));
        self
    }

    /// Names the statement, if no inner step has named its own.
    pub(crate) fn with_statement(mut self, sql: &Arc<str>) -> Self {
        self.0.statement.get_or_insert_with(|| sql.clone());
        self
    }

    /// Says that the database never read the statement.
    #[cfg_attr(not(feature = "postgres"), expect(dead_code))]
    pub(crate) fn unsent(mut self) -> Self {
        self.0.outcome = Outcome::Unsent;
        self
    }

    /// Says that the statement, or the commit, may have taken effect.
    pub(crate) fn outcome_unknown(mut self) -> Self {
        if self.0.outcome != Outcome::Unknown {
            self.0.outcome = Outcome::Unknown;
            self.0.message.push_str("; whether it took effect is unknown");
        }
        self
    }

    /// The error of what takes effect by itself, a commit or a write outside of a transaction: without
    /// an answer to it, nobody knows whether it did.
    pub(crate) fn of_effect(self) -> Self {
        let is_unanswered = match self.kind() {
            Kind::ConnectionLost => !self.is_unsent(),
            // A timeout that the database tells is its refusal; ours is only the end of our patience.
            Kind::Timeout => self.code().is_none(),
            _ => false,
        };
        if is_unanswered { self.outcome_unknown() } else { self }
    }

    /// Whether the statement was refused because one before it had failed (SQLSTATE 25P02).
    pub(crate) fn is_behind_failure(&self) -> bool {
        self.code() == Some("25P02")
    }

    /// Whether the database surely never read the statement.
    pub(crate) fn is_unsent(&self) -> bool {
        self.0.outcome == Outcome::Unsent
            || matches!(
                self.kind(),
                Kind::Connect
                    | Kind::PoolExhausted
                    | Kind::PoolOverloaded
                    | Kind::PoolClosed
                    | Kind::Config
                    | Kind::Encode
                    | Kind::Unsupported
            )
    }

    /// Counts the position in the statement from behind a text of this length that was put before it.
    #[cfg_attr(not(feature = "postgres"), expect(dead_code))]
    pub(crate) fn behind(mut self, prefix: usize) -> Self {
        if let Some(server) = &mut self.0.server {
            let prefix = u32::try_from(prefix).unwrap_or(u32::MAX);
            server.position = server.position.and_then(|at| at.checked_sub(prefix));
        }
        self
    }

    /// The same error for one more caller; the cause is told by its text.
    pub(crate) fn again(&self) -> Self {
        let source = self.0.source.as_ref().map(|source| BoxError::from(source.to_string()));
        Error(Box::new(Inner {
            kind: self.0.kind,
            outcome: self.0.outcome,
            message: self.0.message.clone(),
            statement: self.0.statement.clone(),
            server: self.0.server.clone(),
            source,
        }))
    }

    pub(crate) fn kind(&self) -> Kind {
        self.0.kind
    }

    /// An error of a feature that the database does not have; nothing was sent.
    pub(crate) fn unsupported(what: impl Into<String>) -> Self {
        Error::new(Kind::Unsupported, what)
    }

    /// The error of a program's own rule: what a hook of a [`Repository`](crate::Repository) gives, or
    /// a [`Store`](crate::repository::Store) in a test. The reason, a text or an error, is its
    /// [`source`](std::error::Error::source), and [`is_refused`](Error::is_refused) is true of it.
    pub fn refused(reason: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Error::new(Kind::Refused, "a rule of the program refused it").with_source(reason)
    }

    pub(crate) fn not_found(model: &str) -> Self {
        Error::new(Kind::NotFound, format!("no {model} found"))
    }

    pub(crate) fn too_many_rows(model: &str) -> Self {
        Error::new(Kind::TooManyRows, format!("more than one {model} found"))
    }

    pub(crate) fn stale(model: &str) -> Self {
        Error::new(
            Kind::Stale,
            format!("this {model} was changed or deleted by somebody else since it was read"),
        )
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        // Names that the program's author gave: none of them is a user's value.
        match (self.constraint(), self.table(), self.column()) {
            (Some(constraint), ..) => write!(f, ": `{constraint}`"),
            (None, Some(table), Some(column)) => write!(f, ": `{table}.{column}`"),
            (None, Some(table), None) => write!(f, ": `{table}`"),
            (None, None, _) => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Error");
        out.field("kind", &self.0.kind).field("message", &self.0.message);
        if self.0.outcome != Outcome::Usual {
            out.field("outcome", &self.0.outcome);
        }
        if let Some(server) = &self.0.server {
            out.field("server", server);
        }
        if let Some(statement) = &self.0.statement {
            out.field("statement", statement);
        }
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

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        Error::new(Kind::Decode, "a row of the result does not fit the struct").with_source(error)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_error_is_one_word() {
        assert_eq!(size_of::<super::Error>(), size_of::<usize>());
    }
}
