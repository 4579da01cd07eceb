//! The contract of a database: what each backend's connection does, and what each dialect can.
//!
//! A connection has `fetch`, `execute`, `batch` and `stream`; all take a statement and give an
//! [`Error`] that is classified: a backend MUST tell apart the violations, serialization
//! failures, deadlocks, lock timeouts, timeouts and lost connections, and MUST NOT put a value of the
//! statement into an error's text.

#[cfg(feature = "postgres")]
pub mod postgres;
pub(crate) mod queue;
#[cfg(feature = "sqlite")]
pub mod sqlite;
pub(crate) mod ssl;

use crate::error::Error;
use crate::schema::{ColumnName, Type};
use crate::value::Value;
use std::sync::Arc;
use std::task::{Context, Poll};

/// The transaction or savepoint that a stream belongs to.
#[cfg_attr(not(feature = "postgres"), expect(dead_code))]
pub(crate) trait Scope: Send + Sync {
    /// Rolls back what was dropped inside, so that another statement can be sent.
    fn settle(&self) -> impl Future<Output = Result<(), Error>> + Send;

    /// Does what must come before the end of the scope, unless that has come.
    fn while_open<T>(&self, work: impl FnOnce() -> T) -> Option<T>;
}

/// A statement, ready to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    /// The text. It does not depend on the values.
    pub(crate) sql: Arc<str>,
    /// The values.
    pub(crate) binds: Binds,
    /// Of a text that is one of thousands, each for another tenant: the hash of what they have in common.
    /// Connections do not keep it prepared, since it would push all others out: it is sent without a
    /// name, prepared and run in one round trip.
    pub(crate) shape: Option<u64>,
}

/// For whom a transaction is, where the server is to know: it shows the rows of nobody else then.
#[cfg_attr(not(feature = "postgres"), expect(dead_code))]
pub(crate) enum Identity {
    /// The tenant with this id, in the text form of its type.
    Tenant(String),
    /// Another role of the server, which sees the rows of all tenants.
    Role(String),
}

/// The values of a statement.
#[derive(Debug, Clone)]
pub(crate) enum Binds {
    /// The statement is run once.
    Once(Vec<Value>),
    /// The statement is run for each of these, in order, all or nothing (SQLite's bulk insert:
    /// the process itself is the server, so that nothing is gained by one long statement).
    #[cfg_attr(not(feature = "sqlite"), expect(dead_code))]
    Each(Vec<Vec<Value>>),
    /// The statement is a COPY of this query's rows, which has no values.
    #[cfg_attr(not(feature = "postgres"), expect(dead_code))]
    CopyOut(Arc<str>),
}

/// A COPY of rows into a table.
#[derive(Debug)]
#[cfg_attr(not(feature = "postgres"), expect(dead_code))]
pub(crate) struct CopyIn {
    /// The text, without values.
    pub(crate) statement: Statement,
    /// The table's name, quoted.
    pub(crate) table: String,
    /// The columns that get values.
    pub(crate) columns: Vec<(ColumnName, Type)>,
}

/// The rows of a [`CopyIn`].
pub(crate) trait CopyRows: Send {
    /// Puts the next row's values into an empty list, one for each column; `false` if there is none.
    ///
    /// # Errors
    /// If the row cannot be had, or its columns are others.
    fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
        values: &mut Vec<Value>,
    ) -> Poll<Result<bool, Error>>;

    /// The row is on its way; so many bytes are, with all before it.
    fn written(&mut self, bytes: u64);
}
