//! A connection of the pool, of whichever database, until it is dropped.

use super::pool::Lent;
#[cfg(feature = "postgres")]
use crate::backend::postgres::{PgConnection, PgManager};
#[cfg(feature = "sqlite")]
use crate::backend::sqlite::{SqliteConnection, SqliteManager};
use crate::backend::{CopyIn, CopyRows, Identity, Scope, Statement};
use crate::error::{Error, Kind};
use crate::row::{Decode, Fold};
use futures_util::stream::{BoxStream, StreamExt};
use std::ops::Deref;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

/// How long a statement that ran too long is waited for, after its server was told to stop it: a
/// server that cannot be reached is never told.
#[cfg(feature = "postgres")]
const CANCELING: Duration = Duration::from_secs(2);

/// A connection of the pool, which goes back when it is dropped.
#[allow(clippy::large_enum_variant, reason = "one is made a statement, and is not moved around")]
pub(crate) enum Lease {
    #[cfg(feature = "postgres")]
    Postgres(Lent<PgManager>),
    #[cfg(feature = "sqlite")]
    Sqlite(Lent<SqliteManager>),
}

/// Calls the same method on whichever connection it is.
macro_rules! each {
    ($lease:expr, $connection:ident => $call:expr) => {
        match $lease {
            #[cfg(feature = "postgres")]
            Lease::Postgres($connection) => $call,
            #[cfg(feature = "sqlite")]
            Lease::Sqlite($connection) => $call,
        }
    };
}

/// The same for what only a server's connection does: a file has no roles, and nobody asks it to.
macro_rules! on_server {
    ($lease:expr, $connection:ident => $call:expr) => {
        match $lease {
            #[cfg(feature = "postgres")]
            Lease::Postgres($connection) => $call,
            #[cfg(feature = "sqlite")]
            Lease::Sqlite(_) => unreachable!("row-level security is refused for SQLite"),
        }
    };
}

impl Lease {
    pub(super) async fn fold<A: Send + 'static>(
        &self,
        statement: &Statement,
        into: A,
        each: impl Fold<A>,
        timeout: Option<Duration>,
    ) -> Result<A, Error> {
        let ended = each!(self, connection => {
            within(timeout, pin!(connection.fold(statement, into, each))).await
        });
        self.or_stop(ended).await
    }

    pub(super) async fn execute(
        &self,
        statement: &Statement,
        timeout: Option<Duration>,
    ) -> Result<u64, Error> {
        let ended = each!(self, connection => {
            within(timeout, pin!(connection.execute(statement))).await
        });
        self.or_stop(ended).await
    }

    /// Sends rows into a table, all or none; gives how many there were.
    pub(super) async fn copy_in(
        &self,
        copy: &CopyIn,
        rows: &mut dyn CopyRows,
    ) -> Result<u64, Error> {
        match self {
            #[cfg(feature = "postgres")]
            Lease::Postgres(connection) => connection.copy_in(copy, rows).await,
            #[cfg(feature = "sqlite")]
            Lease::Sqlite(_) => {
                let _ = (copy, rows);
                Err(Error::unsupported("SQLite has no COPY"))
            }
        }
    }

    /// To be called before a statement is sent that may leave something in the session.
    pub(super) fn note_foreign(&self, sql: &str) {
        match self {
            #[cfg(feature = "postgres")]
            Lease::Postgres(connection) => connection.note_foreign(sql),
            #[cfg(feature = "sqlite")]
            Lease::Sqlite(connection) => {
                let _ = sql;
                connection.note_foreign();
            }
        }
    }

    pub(super) async fn batch(&self, sql: &str) -> Result<(), Error> {
        each!(self, connection => connection.batch(sql).await)
    }

    pub(super) async fn begin(&self, sql: &str, identity: Option<&Identity>) -> Result<(), Error> {
        match (self, identity) {
            #[cfg(feature = "postgres")]
            (Lease::Postgres(connection), Some(identity)) => {
                connection.begin_for(sql, identity).await
            }
            _ => each!(self, connection => connection.begin(sql).await),
        }
    }

    /// Whether a transaction was begun, and its end was not sent yet.
    pub(super) fn in_transaction(&self) -> bool {
        each!(self, connection => connection.in_transaction())
    }

    pub(super) async fn commit(&self) -> Result<(), Error> {
        each!(self, connection => connection.commit().await)
    }

    pub(super) async fn rollback(&self) -> Result<(), Error> {
        each!(self, connection => connection.rollback().await)
    }

    /// The rows one by one; the connection is held until the stream ends or is dropped.
    pub(super) fn into_stream<R: Send + 'static>(
        self: Arc<Self>,
        statement: Statement,
        decode: impl Decode<R>,
        identity: Option<Identity>,
    ) -> BoxStream<'static, Result<R, Error>> {
        match &*self {
            #[cfg(feature = "postgres")]
            Lease::Postgres(_) => {
                PgConnection::stream_for(identity, PgLease(self), statement, decode).boxed()
            }
            #[cfg(feature = "sqlite")]
            Lease::Sqlite(_) => {
                let _ = identity;
                SqliteConnection::stream(SqliteLease(self), statement, decode).boxed()
            }
        }
    }

    /// The same inside a transaction, which goes on beside the rows.
    pub(super) fn into_stream_within<'a, R: Send + 'static>(
        self: Arc<Self>,
        scope: impl Scope + 'a,
        statement: Statement,
        decode: impl Decode<R>,
    ) -> BoxStream<'a, Result<R, Error>> {
        match &*self {
            #[cfg(feature = "postgres")]
            Lease::Postgres(_) => {
                PgConnection::cursor(PgLease(self), scope, statement, decode).boxed()
            }
            #[cfg(feature = "sqlite")]
            Lease::Sqlite(_) => {
                // Its rows come from a statement that runs, not from something with a name.
                let _ = scope;
                self.into_stream(statement, decode, None)
            }
        }
    }

    /// What a statement gave that ended; stops on the server one that did not within this time, and that is
    /// dropped by now. One that is alive and not polled would keep the rows that are on their way, and the
    /// connection would wait for it with the answer to everything behind them.
    async fn or_stop<T>(&self, ended: Result<Result<T, Error>, Duration>) -> Result<T, Error> {
        let timeout = match ended {
            Ok(result) => return result,
            Err(timeout) => timeout,
        };
        // If it cannot be stopped, it ends by itself; others wait for its connection meanwhile.
        match self {
            #[cfg(feature = "postgres")]
            Lease::Postgres(connection) => {
                let _ = tokio::time::timeout(CANCELING, connection.cancel()).await;
            }
            #[cfg(feature = "sqlite")]
            Lease::Sqlite(_) => {}
        }
        Err(too_long(timeout))
    }
}

/// What row-level security adds around statements.
#[cfg_attr(not(feature = "postgres"), allow(unused_variables))]
impl Lease {
    /// Begins a transaction of a statement's own; see [`PgConnection::enter`].
    pub(super) async fn enter(&self, identity: &Identity) -> Result<(), Error> {
        on_server!(self, connection => connection.enter("BEGIN", identity).await)
    }

    pub(super) async fn ready_for(&self, identity: &Identity) -> Result<(), Error> {
        on_server!(self, connection => connection.ready_for(identity).await)
    }

    pub(super) async fn prepare(&self, statement: &Statement) -> Result<(), Error> {
        on_server!(self, connection => connection.prepare(statement).await)
    }

    pub(super) async fn commit_behind(&self) -> Result<(), Error> {
        on_server!(self, connection => connection.commit_behind().await)
    }

    pub(super) fn leave(&self) {
        on_server!(self, connection => connection.leave());
    }
}

/// Waits for a statement no longer than this; gives the time if it was too short. The statement is pinned by
/// the caller: a future that is handed on by value has its place twice in the caller's.
async fn within<T>(
    timeout: Option<Duration>,
    statement: Pin<&mut impl Future<Output = Result<T, Error>>>,
) -> Result<Result<T, Error>, Duration> {
    match timeout {
        None => Ok(statement.await),
        Some(timeout) => tokio::time::timeout(timeout, statement).await.map_err(|_| timeout),
    }
}

/// The error of a statement that ran longer than it may.
pub(super) fn too_long(timeout: Duration) -> Error {
    Error::new(Kind::Timeout, format!("the statement ran longer than {timeout:?}"))
}

/// A lease that is known to be of PostgreSQL.
#[cfg(feature = "postgres")]
struct PgLease(Arc<Lease>);

#[cfg(feature = "postgres")]
impl Deref for PgLease {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        match &*self.0 {
            Lease::Postgres(connection) => connection,
            #[cfg(feature = "sqlite")]
            Lease::Sqlite(_) => unreachable!("made of a lease of PostgreSQL only"),
        }
    }
}

/// A lease that is known to be of SQLite.
#[cfg(feature = "sqlite")]
struct SqliteLease(Arc<Lease>);

#[cfg(feature = "sqlite")]
impl Deref for SqliteLease {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        match &*self.0 {
            Lease::Sqlite(connection) => connection,
            #[cfg(feature = "postgres")]
            Lease::Postgres(_) => unreachable!("made of a lease of SQLite only"),
        }
    }
}
