//! The error of every fallible function, and what callers can ask of it.

mod kind;

pub(crate) use kind::Kind;

use crate::model::Model;
use crate::row::DecodeError;
use crate::value::BoxError;
use std::fmt;
use std::sync::Arc;

/// What went wrong, in one word; ask it with the `is_..` methods.
///
/// `Display` says this level only: the cause is in [`source`](std::error::Error::source).
/// Neither ever holds a value that was sent to the database, or a password.
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    message: String,
    statement: Option<Arc<str>>,
    server: Option<Box<ServerError>>,
    source: Option<BoxError>,
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

    /// The same error for one more caller; the cause is told by its text.
    pub(crate) fn again(&self) -> Self {
        let source = self.0.source.as_ref().map(|source| BoxError::from(source.to_string()));
        Error(Box::new(Inner {
            kind: self.0.kind,
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

    /// No row where one was asked for: `get`, `one`, `reload`, and `update` and
    /// `delete` of a row without a version.
    pub fn is_not_found(&self) -> bool {
        self.kind() == Kind::NotFound
    }

    /// More than one row where one was asked for: `one`, `optional`.
    pub fn is_too_many_rows(&self) -> bool {
        self.kind() == Kind::TooManyRows
    }

    /// A row with the same values of a unique set exists (SQLSTATE 23505).
    pub fn is_unique_violation(&self) -> bool {
        self.kind() == Kind::UniqueViolation
    }

    /// A reference leads nowhere, or a row is still referred to (SQLSTATE 23503, 23001).
    pub fn is_foreign_key_violation(&self) -> bool {
        self.kind() == Kind::ForeignKeyViolation
    }

    /// A column that needs a value got none (SQLSTATE 23502).
    pub fn is_not_null_violation(&self) -> bool {
        self.kind() == Kind::NotNullViolation
    }

    /// A row does not meet a check (SQLSTATE 23514).
    pub fn is_check_violation(&self) -> bool {
        self.kind() == Kind::CheckViolation
    }

    /// The transaction clashed with another one and can be run again (SQLSTATE 40001).
    pub fn is_serialization_failure(&self) -> bool {
        self.kind() == Kind::SerializationFailure
    }

    /// The transaction and another one waited for each other (SQLSTATE 40P01); it can be run again.
    pub fn is_deadlock(&self) -> bool {
        self.kind() == Kind::Deadlock
    }

    /// A lock was not to be had: `nowait`, `lock_timeout` (SQLSTATE 55P03), or SQLite's busy timeout.
    pub fn is_lock_timeout(&self) -> bool {
        self.kind() == Kind::LockTimeout
    }

    /// The statement ran longer than its timeout, or was cancelled on the server (SQLSTATE 57014).
    pub fn is_timeout(&self) -> bool {
        self.kind() == Kind::Timeout
    }

    /// The connection broke (SQLSTATE class 08, 57P01 to 57P05, or no answer at all), or none could be made.
    pub fn is_connection_lost(&self) -> bool {
        matches!(self.kind(), Kind::ConnectionLost | Kind::Connect)
    }

    /// No connection came free within the acquire timeout, or too many waited for one already.
    pub fn is_pool_exhausted(&self) -> bool {
        matches!(self.kind(), Kind::PoolExhausted | Kind::PoolOverloaded)
    }

    /// Too many waited for a connection already (`max_waiting`): refused at once.
    pub fn is_pool_overloaded(&self) -> bool {
        self.kind() == Kind::PoolOverloaded
    }

    /// [`Db::close`](crate::Db::close) was called.
    pub fn is_pool_closed(&self) -> bool {
        self.kind() == Kind::PoolClosed
    }

    /// The row's version is not the one that was read: somebody else changed or deleted it.
    pub fn is_stale(&self) -> bool {
        self.kind() == Kind::Stale
    }

    /// The database does not have this feature. Nothing was sent.
    pub fn is_unsupported(&self) -> bool {
        self.kind() == Kind::Unsupported
    }

    /// A setting is missing or wrong; the message names it and the accepted form.
    pub fn is_config(&self) -> bool {
        self.kind() == Kind::Config
    }

    /// A value from the database is not what the struct's field holds.
    pub fn is_decode(&self) -> bool {
        self.kind() == Kind::Decode
    }

    /// A value cannot be held by the database: NaN on SQLite, a NUL character on PostgreSQL.
    pub fn is_encode(&self) -> bool {
        self.kind() == Kind::Encode
    }

    /// The transaction cannot take the call: it failed before, or a nested one is open.
    pub fn is_transaction_state(&self) -> bool {
        self.kind() == Kind::Transaction
    }

    /// Whether the same transaction may succeed when it is run again from its start:
    /// a serialization failure or a deadlock.
    pub fn is_retryable(&self) -> bool {
        self.is_serialization_failure() || self.is_deadlock()
    }

    /// The SQLSTATE (PostgreSQL manual, Appendix A), or the name of SQLite's result code.
    pub fn code(&self) -> Option<&str> {
        self.0.server.as_ref()?.code.as_deref()
    }

    /// The name of the constraint that was violated, where the database gives it.
    pub fn constraint(&self) -> Option<&str> {
        self.0.server.as_ref()?.constraint.as_deref()
    }

    /// The table that the error is about, where the database gives it.
    pub fn table(&self) -> Option<&str> {
        self.0.server.as_ref()?.table.as_deref()
    }

    /// The column that the error is about, where the database gives exactly one.
    pub fn column(&self) -> Option<&str> {
        match self.0.server.as_ref()?.columns.as_slice() {
            [column] => Some(column),
            _ => None,
        }
    }

    /// The database's own hint.
    pub fn hint(&self) -> Option<&str> {
        self.0.server.as_ref()?.hint.as_deref()
    }

    /// Where in the statement the error is, in characters from 1.
    pub fn position(&self) -> Option<u32> {
        self.0.server.as_ref()?.position
    }

    /// The text of the statement that failed; its values are not in it.
    pub fn statement(&self) -> Option<&str> {
        self.0.statement.as_deref()
    }

    /// Which of the model's constraints was violated.
    ///
    /// SQLite does not say which foreign key; `None` then.
    pub fn violation<M: Model>(&self) -> Option<M::Constraint> {
        let server = self.0.server.as_ref()?;
        if server.table.as_deref().is_some_and(|table| table != M::TABLE.name) {
            return None;
        }
        if let Some(name) = &server.constraint {
            return M::constraint(name);
        }
        if self.is_unique_violation() {
            return M::constraint(&unique_set(M::TABLE, &server.columns)?);
        }
        None
    }
}

/// The name that PostgreSQL gives to the unique set with these columns.
fn unique_set(table: &'static crate::schema::Table, columns: &[String]) -> Option<String> {
    if columns == table.primary_key {
        return Some(format!("{}_pkey", table.name));
    }
    let unique = table.uniques.iter().find(|unique| columns == unique.columns)?;
    Some(unique.name.to_owned())
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
