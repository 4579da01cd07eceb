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
/// An open transaction is rolled back when the connection goes back; other settings of the session
/// stay, so set none.
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
