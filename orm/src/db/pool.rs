//! The pools of connections: one for a server, a writer's and the readers' for a file.

use super::config::{Backend, Config, Settings};
use super::lease::Lease;
#[cfg(feature = "postgres")]
use crate::backend::postgres::PgManager;
#[cfg(feature = "sqlite")]
use crate::backend::sqlite::{SqliteManager, SqliteOptions};
use crate::error::{Error, Kind};
use crate::sql::Dialect;
use bb8::{ErrorSink, ManageConnection, Pool, PooledConnection, RunError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

pub(super) enum Pools {
    #[cfg(feature = "postgres")]
    Postgres(Connections<PgManager>),
    /// In memory, the connection that writes reads too.
    #[cfg(feature = "sqlite")]
    Sqlite { writer: Connections<SqliteManager>, readers: Option<Connections<SqliteManager>> },
}

/// A pool, and why its last connection could not be made.
pub(super) struct Connections<M: ManageConnection> {
    pool: Pool<M>,
    failure: LastFailure,
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
                    return Ok(Pools::Sqlite { writer: only, readers: None });
                }
                let reading = SqliteOptions { read_only: true, ..options.clone() };
                let one = Settings { min_connections: 1, ..settings.clone() };
                // The writer comes first: it makes the file.
                let writer = pool(SqliteManager::new(options), &one, 1).await?;
                let readers =
                    pool(SqliteManager::new(reading), &settings, settings.max_connections).await?;
                Ok(Pools::Sqlite { writer, readers: Some(readers) })
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

    /// Whether a transaction that only reads runs on a connection that writes, too.
    pub(super) fn reads_on_writer(&self) -> bool {
        match self {
            #[cfg(feature = "postgres")]
            Pools::Postgres(_) => false,
            #[cfg(feature = "sqlite")]
            Pools::Sqlite { readers, .. } => readers.is_none(),
        }
    }

    /// A connection, for a statement that writes or does not.
    pub(super) async fn acquire(&self, write: bool, timeout: Duration) -> Result<Lease, Error> {
        // A server's connections read and write alike.
        #[cfg(not(feature = "sqlite"))]
        let _ = write;
        match self {
            #[cfg(feature = "postgres")]
            Pools::Postgres(pool) => pool.get(timeout).await.map(Lease::Postgres),
            #[cfg(feature = "sqlite")]
            Pools::Sqlite { writer, readers } => {
                let pool = if write { writer } else { readers.as_ref().unwrap_or(writer) };
                pool.get(timeout).await.map(Lease::Sqlite)
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

async fn pool<M>(manager: M, settings: &Settings, max: u32) -> Result<Connections<M>, Error>
where
    M: ManageConnection<Error = Error>,
{
    // The first connection shows at once whether the settings are right, rather than at the first
    // statement after the acquire timeout.
    drop(manager.connect().await?);
    let failure = LastFailure::default();
    let pool = Pool::builder()
        .max_size(max)
        .min_idle(Some(settings.min_connections.min(max)))
        .connection_timeout(settings.acquire_timeout)
        .idle_timeout(settings.idle_timeout)
        .max_lifetime(settings.max_lifetime)
        .error_sink(failure.boxed_clone())
        .build(manager)
        .await?;
    Ok(Connections { pool, failure })
}

impl<M: ManageConnection<Error = Error>> Connections<M> {
    async fn get(&self, timeout: Duration) -> Result<PooledConnection<'static, M>, Error> {
        let start = Instant::now();
        self.pool.get_owned().await.map_err(|error| match error {
            RunError::User(error) => error,
            RunError::TimedOut => self.failure.since(start).unwrap_or_else(|| {
                Error::new(
                    Kind::PoolExhausted,
                    format!(
                        "no connection of the pool came free within {timeout:?}; \
                         inside a transaction, statements go through its handle"
                    ),
                )
            }),
        })
    }
}

/// Why a connection could not be made, the last time: bb8 tries again until the time is up, and does
/// not say then what it was that failed.
#[derive(Debug, Clone, Default)]
struct LastFailure(Arc<Mutex<Option<(Instant, Error)>>>);

impl LastFailure {
    /// The failure, if there was one since then: everybody who waited gets it.
    fn since(&self, start: Instant) -> Option<Error> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, error) = last.as_ref().filter(|(at, _)| *at >= start)?;
        Some(error.again())
    }
}

impl ErrorSink<Error> for LastFailure {
    fn sink(&self, error: Error) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), error));
    }

    fn boxed_clone(&self) -> Box<dyn ErrorSink<Error>> {
        Box::new(self.clone())
    }
}
