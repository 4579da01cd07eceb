//! One connection of the pool that takes statement after statement, until it is dropped.

use super::Db;
use super::executor::{Executor, Target, Writer, sealed};
use super::lease::Lease;
use crate::error::{Error, Kind};
use std::fmt;
use std::sync::Arc;

/// A connection of the pool for several statements, outside of transactions and inside: for what a session
/// keeps, such as settings and advisory locks, and for what runs in no transaction (`VACUUM`).
/// [`Db::session`] gives one.
///
/// On SQLite it is the connection that writes. When it is dropped, the session is made as good as new before
/// anybody else gets it: settings are undone, advisory locks given up.
///
/// ```no_run
/// # async fn run(db: &orm::Db) -> Result<(), orm::Error> {
/// let session = db.session().await?;
/// orm::sql::<()>("SET maintenance_work_mem = '1GB'").exec(&session).await?;
/// orm::sql::<()>("REINDEX INDEX CONCURRENTLY orders_placed_at").exec(&session).await?;
/// # Ok(()) }
/// ```
#[must_use = "a connection goes back to the pool when it is dropped"]
pub struct Session {
    pub(super) db: Db,
    pub(super) lease: Arc<Lease>,
}

impl Db {
    /// A connection of the pool that takes statement after statement.
    ///
    /// # Errors
    /// [`is_pool_exhausted`](Error::is_pool_exhausted) if none comes free in time,
    /// [`is_connection_lost`](Error::is_connection_lost) if none can be made.
    pub async fn session(&self) -> Result<Session, Error> {
        let lease = Arc::new(self.acquire(true).await?);
        Ok(Session { db: self.clone(), lease })
    }
}

impl Session {
    /// To be called before a statement of its own: rolls back a transaction that was dropped.
    pub(super) async fn settle(&self) -> Result<(), Error> {
        if !self.lease.in_transaction() {
            return Ok(());
        }
        // The transaction's handle holds the connection, too.
        if Arc::strong_count(&self.lease) > 1 {
            return Err(Error::new(
                Kind::Transaction,
                "a transaction of this session is open: use its own handle, or end it first",
            ));
        }
        self.lease.rollback().await
    }
}

impl sealed::Sealed for Session {}
#[diagnostic::do_not_recommend]
impl Executor for Session {
    fn target(&self) -> Target<'_> {
        Target::session(self)
    }
}
#[diagnostic::do_not_recommend]
impl Writer for Session {}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Session({})", self.db.dialect().name())
    }
}
