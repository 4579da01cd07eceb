//! What the pool does with connections: make one, check one on its way out, tidy one up on its way back.

use super::cache::DEFAULT_CAPACITY;
use super::connection::PgConnection;
use crate::error::{Error, Kind};
use tokio::time::timeout;
use tokio_postgres::Config;

/// Makes connections for a pool. The pool must test on check-out: that is when a connection whose
/// last statement was dropped is made ready again. A test costs no round trip otherwise.
pub(crate) struct PgManager {
    config: Config,
    statement_cache: usize,
}

impl PgManager {
    pub(crate) fn new(config: Config) -> Self {
        PgManager { config, statement_cache: DEFAULT_CAPACITY }
    }

    /// See [`PgConnection::connect`].
    pub(crate) fn statement_cache(mut self, statements: usize) -> Self {
        self.statement_cache = statements;
        self
    }
}

impl bb8::ManageConnection for PgManager {
    type Connection = PgConnection;
    type Error = Error;

    async fn connect(&self) -> Result<PgConnection, Error> {
        let connecting = PgConnection::connect(&self.config, self.statement_cache);
        let Some(each) = self.config.get_connect_timeout() else { return connecting.await };
        // tokio-postgres limits the way to each host, and not what comes then: a host that takes the
        // connection and says nothing would keep us for ever.
        let longest = *each * self.config.get_hosts().len().max(1) as u32;
        timeout(longest, connecting).await.unwrap_or_else(|elapsed| {
            Err(Error::new(Kind::Connect, Kind::Connect.summary()).with_source(elapsed))
        })
    }

    async fn is_valid(&self, connection: &mut PgConnection) -> Result<(), Error> {
        connection.ready().await
    }

    fn has_broken(&self, connection: &mut PgConnection) -> bool {
        connection.settle();
        connection.is_closed() || connection.is_spoiled()
    }
}
