//! The pools of one database: one for a server, a writer's and the readers' for a file.

use super::connections::Connections;
#[cfg(feature = "directory")]
use super::on_demand::OnDemand;
use super::stats::PoolStats;
#[cfg(feature = "postgres")]
use crate::backend::postgres::{PgManager, PgServer};
#[cfg(feature = "sqlite")]
use crate::backend::sqlite::{SqliteManager, SqliteOptions};
#[cfg(feature = "sqlite")]
use crate::db::config::Settings;
use crate::db::config::{Backend, Config};
use crate::db::lease::Lease;
use crate::error::Error;
#[cfg(feature = "sqlite")]
use crate::error::Kind;
use crate::sql::Dialect;
use std::time::Duration;

pub(in crate::db) enum Pools {
    /// Those of a database in a directory.
    #[cfg(feature = "directory")]
    OnDemand(OnDemand),
    #[cfg(feature = "postgres")]
    Postgres { pool: Connections<PgManager>, server: Box<PgServer> },
    /// In memory, the connection that writes reads too.
    #[cfg(feature = "sqlite")]
    Sqlite { writer: Connections<SqliteManager>, readers: Option<Connections<SqliteManager>> },
}

impl Pools {
    pub(in crate::db) async fn open(config: Config) -> Result<Pools, Error> {
        let settings = config.settings;
        match config.backend {
            #[cfg(feature = "postgres")]
            Backend::Postgres(server) => {
                let manager = PgManager::new(*server.clone());
                let manager = manager
                    .statement_cache(settings.statement_cache)
                    .test_after_idle(settings.test_after_idle);
                let name = server.to_string();
                let pool = Connections::open(&name, manager, &settings).await?;
                Ok(Pools::Postgres { pool, server })
            }
            #[cfg(feature = "sqlite")]
            Backend::Sqlite(place) => {
                if settings.tenancy.has_schemas() {
                    return Err(Error::unsupported(
                        "SQLite has no schemas: `tenancy` must be `rows` or `directory` there",
                    ));
                }
                let path = if place.memory { ":memory:".to_owned() } else { utf8(place.path)? };
                let name = path.clone();
                let options = SqliteOptions {
                    create: place.create,
                    busy_timeout: place.busy_timeout,
                    statement_cache: settings.statement_cache,
                    ..SqliteOptions::new(path)
                };
                if options.is_private() {
                    // The database lives in its only connection, which therefore never ends.
                    let settings = Settings {
                        max_connections: 1,
                        min_connections: 1,
                        idle_timeout: None,
                        max_lifetime: None,
                        ..settings
                    };
                    let only =
                        Connections::open(&name, SqliteManager::new(options), &settings).await?;
                    return Ok(Pools::Sqlite { writer: only, readers: None });
                }
                let reading = SqliteOptions { read_only: true, ..options.clone() };
                let one = Settings { max_connections: 1, min_connections: 1, ..settings.clone() };
                // The writer comes first: it makes the file.
                let writer_name = format!("{name} (writer)");
                let writer =
                    Connections::open(&writer_name, SqliteManager::new(options), &one).await?;
                let readers =
                    Connections::open(&name, SqliteManager::new(reading), &settings).await?;
                Ok(Pools::Sqlite { writer, readers: Some(readers) })
            }
        }
    }

    pub(in crate::db) fn dialect(&self) -> Dialect {
        match self {
            #[cfg(feature = "directory")]
            Pools::OnDemand(pools) => pools.dialect(),
            #[cfg(feature = "postgres")]
            Pools::Postgres { .. } => Dialect::Postgres,
            #[cfg(feature = "sqlite")]
            Pools::Sqlite { .. } => Dialect::Sqlite,
        }
    }

    /// The server, if it is one.
    #[cfg(feature = "postgres")]
    pub(in crate::db) fn server(&self) -> Option<&PgServer> {
        match self {
            Pools::Postgres { server, .. } => Some(server),
            // Listened to is the admin database.
            #[cfg(feature = "directory")]
            Pools::OnDemand(_) => None,
            #[cfg(feature = "sqlite")]
            Pools::Sqlite { .. } => None,
        }
    }

    /// Whether a transaction that only reads runs on a connection that writes, too.
    pub(in crate::db) fn reads_on_writer(&self) -> bool {
        match self {
            // None of them is in memory.
            #[cfg(feature = "directory")]
            Pools::OnDemand(_) => false,
            #[cfg(feature = "postgres")]
            Pools::Postgres { .. } => false,
            #[cfg(feature = "sqlite")]
            Pools::Sqlite { readers, .. } => readers.is_none(),
        }
    }

    /// A connection, for a statement that writes or does not.
    pub(in crate::db) async fn acquire(
        &self,
        write: bool,
        timeout: Duration,
    ) -> Result<Lease, Error> {
        // A server's connections read and write alike.
        #[cfg(not(feature = "sqlite"))]
        let _ = write;
        match self {
            #[cfg(feature = "postgres")]
            Pools::Postgres { pool, .. } => pool.acquire(timeout).await.map(Lease::Postgres),
            #[cfg(feature = "directory")]
            Pools::OnDemand(pools) => pools.acquire(write, timeout).await,
            #[cfg(feature = "sqlite")]
            Pools::Sqlite { writer, readers } => {
                let pool = if write { writer } else { readers.as_ref().unwrap_or(writer) };
                pool.acquire(timeout).await.map(Lease::Sqlite)
            }
        }
    }

    /// For what is done beside the pool, and ends with it.
    ///
    /// # Errors
    /// If the pool is closed.
    #[cfg(feature = "postgres")]
    pub(in crate::db) fn check_open(&self) -> Result<(), Error> {
        match self {
            Pools::Postgres { pool, .. } => pool.check_open(),
            #[cfg(feature = "directory")]
            Pools::OnDemand(_) => Ok(()),
            #[cfg(feature = "sqlite")]
            Pools::Sqlite { writer, .. } => writer.check_open(),
        }
    }

    /// Whether another connection may lead to another server, one that takes writes, by its name or the
    /// list of hosts.
    pub(in crate::db) fn may_lead_elsewhere(&self) -> bool {
        match self {
            #[cfg(feature = "postgres")]
            Pools::Postgres { server, .. } => server.target.may_write(),
            #[cfg(feature = "directory")]
            Pools::OnDemand(pools) => pools.may_lead_elsewhere(),
            #[cfg(feature = "sqlite")]
            Pools::Sqlite { .. } => false,
        }
    }

    /// No connection that was made until now is used again, if that may help.
    pub(in crate::db) fn look_for_another_server(&self) {
        match self {
            #[cfg(feature = "postgres")]
            Pools::Postgres { pool, .. } if self.may_lead_elsewhere() => pool.forget_all(),
            #[cfg(feature = "directory")]
            Pools::OnDemand(pools) => pools.look_for_another_server(),
            _ => {}
        }
    }

    /// Closes the pools: nobody gets a connection any more.
    pub(in crate::db) async fn close(&self, timeout: Duration) -> Result<(), Error> {
        match self {
            #[cfg(feature = "postgres")]
            Pools::Postgres { pool, .. } => pool.close(timeout).await,
            #[cfg(feature = "directory")]
            Pools::OnDemand(pools) => pools.close(timeout).await,
            #[cfg(feature = "sqlite")]
            Pools::Sqlite { writer, readers } => {
                let read = async {
                    match readers {
                        Some(readers) => readers.close(timeout).await,
                        None => Ok(()),
                    }
                };
                let (read, written) = futures_util::join!(read, writer.close(timeout));
                read.and(written)
            }
        }
    }

    pub(in crate::db) fn stats(&self) -> PoolStats {
        match self {
            #[cfg(feature = "postgres")]
            Pools::Postgres { pool, .. } => pool.stats(),
            #[cfg(feature = "directory")]
            Pools::OnDemand(pools) => pools.stats(),
            #[cfg(feature = "sqlite")]
            Pools::Sqlite { writer, readers } => match readers {
                Some(readers) => writer.stats().and(readers.stats()),
                None => writer.stats(),
            },
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
