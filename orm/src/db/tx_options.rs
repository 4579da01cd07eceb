//! How a transaction runs.

use super::MaybeRetryable;
use crate::error::Error;
use crate::sql::Dialect;

/// How isolated a transaction is (PostgreSQL manual, 13.2). SQLite's are always serializable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Isolation {
    /// Each statement sees what was committed before it began.
    ReadCommitted,
    /// All statements see what was committed before the first.
    RepeatableRead,
    /// As if transactions ran one after the other.
    Serializable,
}

/// How a transaction runs.
///
/// ```
/// use orm::{Isolation, TxOptions};
/// let options = TxOptions::new().isolation(Isolation::Serializable).retry(3);
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "options do nothing until they are given to `transaction_with` or `begin_with`"]
pub struct TxOptions {
    isolation: Option<Isolation>,
    deferrable: bool,
    retries: u32,
}

impl TxOptions {
    /// The database's defaults, and no retry.
    pub fn new() -> Self {
        TxOptions::default()
    }

    /// How isolated the transaction is; the server's default (read committed) otherwise.
    pub fn isolation(mut self, isolation: Isolation) -> Self {
        self.isolation = Some(isolation);
        self
    }

    /// Waits for a moment in which a serializable read-only transaction can run without ever failing
    /// (PostgreSQL manual, "SET TRANSACTION"). No effect on SQLite.
    pub fn deferrable(mut self) -> Self {
        self.deferrable = true;
        self
    }

    /// Runs the whole transaction again, up to this many times, after an error that
    /// [`is_retryable`](crate::Error::is_retryable): a serialization failure, a deadlock, a statement that
    /// was prepared before its table changed, a connection that was lost before the commit; and after none
    /// could be had to begin with. Before it comes a pause that doubles from 20 ms to 2 s, of which at least
    /// a half is waited.
    /// Default 0. Side effects of the closure outside the database happen again too.
    pub fn retry(mut self, times: u32) -> Self {
        self.retries = times;
        self
    }

    /// Whether the transaction is run again after this error of its run, from 0.
    pub(super) fn is_worth_another(&self, run: u32, error: &impl MaybeRetryable) -> bool {
        run < self.retries && error.is_retryable()
    }

    /// Whether a transaction that could not begin may begin by the next run.
    pub(super) fn is_worth_connecting(&self, run: u32, error: &Error) -> bool {
        run < self.retries && error.is_connection_lost()
    }

    pub(super) fn begin(&self, dialect: Dialect, read_only: bool) -> String {
        if dialect == Dialect::Sqlite {
            // The write lock is taken at once: a transaction that reads first and writes later could
            // not wait for it (SQLite, "Transactions", 2.2).
            return if read_only { "BEGIN DEFERRED" } else { "BEGIN IMMEDIATE" }.to_owned();
        }
        let mut sql = String::from("BEGIN");
        sql.push_str(match self.isolation {
            None => "",
            Some(Isolation::ReadCommitted) => " ISOLATION LEVEL READ COMMITTED",
            Some(Isolation::RepeatableRead) => " ISOLATION LEVEL REPEATABLE READ",
            Some(Isolation::Serializable) => " ISOLATION LEVEL SERIALIZABLE",
        });
        if read_only {
            sql.push_str(" READ ONLY");
        }
        if self.deferrable {
            sql.push_str(" DEFERRABLE");
        }
        sql
    }
}
