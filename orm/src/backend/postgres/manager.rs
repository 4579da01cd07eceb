//! What the pool does with connections: make one, check one on its way out, tidy one up on its way back.

use super::cache::{Changes, DEFAULT_CAPACITY};
use super::connection::PgConnection;
use super::server::PgServer;
use crate::error::Error;
use std::time::Duration;

/// Makes connections for a pool. The pool must test on check-out: that is when a connection whose
/// last statement was dropped is made ready again. A test costs no round trip otherwise.
pub(crate) struct PgManager {
    server: PgServer,
    statement_cache: usize,
    test_after_idle: Option<Duration>,
    changes: Changes,
}

impl PgManager {
    pub(crate) fn new(server: PgServer) -> Self {
        PgManager {
            server,
            statement_cache: DEFAULT_CAPACITY,
            test_after_idle: None,
            changes: Changes::default(),
        }
    }

    /// See [`PgConnection::connect`].
    pub(crate) fn statement_cache(mut self, statements: usize) -> Self {
        self.statement_cache = statements;
        self
    }

    /// After how long without use a connection is asked whether it still works.
    pub(crate) fn test_after_idle(mut self, idle: Option<Duration>) -> Self {
        self.test_after_idle = idle;
        self
    }
}

impl bb8::ManageConnection for PgManager {
    type Connection = PgConnection;
    type Error = Error;

    async fn connect(&self) -> Result<PgConnection, Error> {
        let mut connection = PgConnection::connect(&self.server, self.statement_cache).await?;
        connection.trusted = self.test_after_idle;
        connection.cache.share(&self.changes);
        Ok(connection)
    }

    async fn is_valid(&self, connection: &mut PgConnection) -> Result<(), Error> {
        connection.ready().await
    }

    fn has_broken(&self, connection: &mut PgConnection) -> bool {
        connection.settle();
        connection.is_closed() || connection.is_spoiled()
    }
}
