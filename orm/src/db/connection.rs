//! A connection that was taken out of the pool by hand.

use super::lease::Lease;
#[cfg(feature = "postgres")]
use crate::backend::postgres::PgConnection;
#[cfg(feature = "sqlite")]
use crate::backend::sqlite::SqliteConnection;
use std::fmt;

/// A connection of the pool, which goes back when it is dropped: [`Db::connection`](super::Db::connection).
///
/// Both kinds implement diesel-async's `AsyncConnection`, so that any Diesel query runs on them.
/// When a connection on which Diesel ran something goes back, the session is made as good as new before
/// anybody else gets it:
///
/// | | undone | stays |
/// |---|---|---|
/// | PostgreSQL | an open transaction, `SET`, the role, advisory locks, temporary tables, cursors, `LISTEN`, `currval` | the statements that the pool has prepared |
/// | SQLite | an open transaction, temporary tables, views and triggers, attached databases, the pragmas that change what a statement means or lock the file | other pragmas |
///
/// That runs in the background; whoever takes the connection at once waits for it, one round trip.
/// After `PREPARE`, `DEALLOCATE` or `DISCARD` at the start of a statement, PostgreSQL's connection is
/// closed and the pool opens another one. Instrumentation that was set on it ends with the use, too.
#[must_use = "a connection goes back to the pool when it is dropped"]
pub struct Connection {
    lease: Lease,
}

impl Connection {
    pub(super) fn new(lease: Lease) -> Self {
        Connection { lease }
    }

    /// The connection to PostgreSQL, if that is the database.
    #[cfg(feature = "postgres")]
    pub fn postgres(&mut self) -> Option<&mut PgConnection> {
        match &mut self.lease {
            Lease::Postgres(connection) => Some(connection),
            #[cfg(feature = "sqlite")]
            Lease::Sqlite(_) => None,
        }
    }

    /// The connection to SQLite, if that is the database.
    #[cfg(feature = "sqlite")]
    pub fn sqlite(&mut self) -> Option<&mut SqliteConnection> {
        match &mut self.lease {
            Lease::Sqlite(connection) => Some(connection),
            #[cfg(feature = "postgres")]
            Lease::Postgres(_) => None,
        }
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connection")
    }
}
