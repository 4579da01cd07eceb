//! What the pool does with connections: open one, and tidy one up on its way back.

use super::connection::SqliteConnection;
use super::options::SqliteOptions;
use super::session::closed;
use crate::error::Error;

/// Opens connections for a pool. It must hold only one of them if the options are
/// [private](SqliteOptions::is_private).
pub(crate) struct SqliteManager {
    options: SqliteOptions,
}

impl SqliteManager {
    pub(crate) fn new(options: SqliteOptions) -> Self {
        SqliteManager { options }
    }
}

impl bb8::ManageConnection for SqliteManager {
    type Connection = SqliteConnection;
    type Error = Error;

    async fn connect(&self) -> Result<SqliteConnection, Error> {
        SqliteConnection::open(self.options.clone()).await
    }

    async fn is_valid(&self, connection: &mut SqliteConnection) -> Result<(), Error> {
        if connection.is_closed() { Err(closed()) } else { Ok(()) }
    }

    fn has_broken(&self, connection: &mut SqliteConnection) -> bool {
        connection.settle();
        connection.is_closed()
    }
}
