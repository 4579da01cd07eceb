//! The pools of connections: one for a server, a writer's and the readers' for a file.

use super::config::{Backend, Config, Settings};
use super::lease::Lease;
#[cfg(feature = "postgres")]
use crate::backend::postgres::PgManager;
#[cfg(feature = "sqlite")]
use crate::backend::sqlite::{SqliteManager, SqliteOptions};
use crate::error::{Error, Kind};
use crate::sql::Dialect;
use bb8::{ManageConnection, Pool, RunError};
use std::time::Duration;

pub(super) enum Pools {
    #[cfg(feature = "postgres")]
    Postgres(Pool<PgManager>),
    /// In memory, both are the same pool of one connection.
    #[cfg(feature = "sqlite")]
    Sqlite { writer: Pool<SqliteManager>, readers: Pool<SqliteManager> },
}

impl Pools {
    pub(super) async fn open(config: Config) -> Result<Pools, Error> {
        let settings = config.settings;
        match config.backend {
            #[cfg(feature = "postgres")]
            Backend::Postgres(server) => {
                let manager = PgManager::new(*server).statement_cache(settings.statement_cache);
                Ok(Pools::Postgres(pool(manager, &settings, settings.max_connections).await?))
            }
            #[cfg(feature = "sqlite")]
            Backend::Sqlite(place) => {
                let path = if place.memory { ":memory:".to_owned() } else { utf8(place.path)? };
                let options = SqliteOptions {
                    create: place.create,
                    busy_timeout: place.busy_timeout,
                    statement_cache: settings.statement_cache,
                    ..SqliteOptions::new(path)
                };
                if options.is_private() {
                    // The database lives in its only connection, which therefore never ends.
                    let settings = Settings {
                        min_connections: 1,
                        idle_timeout: None,
                        max_lifetime: None,
                        ..settings
                    };
                    let only = pool(SqliteManager::new(options), &settings, 1).await?;
                    return Ok(Pools::Sqlite { writer: only.clone(), readers: only });
                }
                let reading = SqliteOptions { read_only: true, ..options.clone() };
                let one = Settings { min_connections: 1, ..settings.clone() };
                // The writer comes first: it makes the file.
                let writer = pool(SqliteManager::new(options), &one, 1).await?;
                let readers =
                    pool(SqliteManager::new(reading), &settings, settings.max_connections).await?;
                Ok(Pools::Sqlite { writer, readers })
            }
        }
    }

    pub(super) fn dialect(&self) -> Dialect {
        match self {
            #[cfg(feature = "postgres")]
            Pools::Postgres(_) => Dialect::Postgres,
            #[cfg(feature = "sqlite")]
            Pools::Sqlite { .. } => Dialect::Sqlite,
        }
    }

    /// A connection, for a statement that writes or does not.
    pub(super) async fn acquire(&self, write: bool, timeout: Duration) -> Result<Lease, Error> {
        // A server's connections read and write alike.
        #[cfg(not(feature = "sqlite"))]
        let _ = write;
        match self {
            #[cfg(feature = "postgres")]
            Pools::Postgres(pool) => {
                pool.get_owned().await.map(Lease::Postgres).map_err(|error| refused(error, timeout))
            }
            #[cfg(feature = "sqlite")]
            Pools::Sqlite { writer, readers } => {
                let pool = if write { writer } else { readers };
                pool.get_owned().await.map(Lease::Sqlite).map_err(|error| refused(error, timeout))
            }
        }
    }
}

/// A path as SQLite takes it.
#[cfg(feature = "sqlite")]
fn utf8(path: std::path::PathBuf) -> Result<String, Error> {
    path.into_os_string()
        .into_string()
        .map_err(|_| Error::new(Kind::Config, "the path of an SQLite file must be UTF-8"))
}

async fn pool<M>(manager: M, settings: &Settings, max: u32) -> Result<Pool<M>, Error>
where
    M: ManageConnection<Error = Error>,
{
    // The first connection shows at once whether the settings are right, rather than at the first
    // statement after the acquire timeout.
    drop(manager.connect().await?);
    Pool::builder()
        .max_size(max)
        .min_idle(Some(settings.min_connections.min(max)))
        .connection_timeout(settings.acquire_timeout)
        .idle_timeout(settings.idle_timeout)
        .max_lifetime(settings.max_lifetime)
        .build(manager)
        .await
}

fn refused(error: RunError<Error>, timeout: Duration) -> Error {
    match error {
        RunError::User(error) => error,
        RunError::TimedOut => Error::new(
            Kind::PoolExhausted,
            format!("no connection of the pool came free within {timeout:?}"),
        ),
    }
}
