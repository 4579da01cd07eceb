//! `Db`: the database that statements are sent to.

mod attempts;
mod backoff;
#[cfg(feature = "directory")]
mod beside;
mod builder;
mod closure;
pub(crate) mod config;
mod connection;
mod executor;
mod hook_tx;
mod lease;
mod line;
mod listen;
mod pool;
mod read;
mod retry;
mod row_security;
mod send;
mod session;
mod tenancy;
mod tenant;
mod texts;
mod tx;
mod tx_options;

pub use builder::DbBuilder;
#[doc(hidden)]
pub use closure::WorkOnce;
pub use config::Config;
#[cfg(feature = "directory")]
pub(crate) use config::OtherDatabase;
pub use connection::Connection;
pub use executor::{Executor, Locking, Target, Writer};
pub use hook_tx::HookTx;
pub(crate) use line::Line;
pub use listen::{Listener, Notification, notify};
#[cfg(feature = "directory")]
pub(crate) use pool::{Goal, Room};
pub use read::ReadTx;
pub use retry::MaybeRetryable;
pub(crate) use send::Sent;
pub use session::Session;
pub use tenancy::Tenancy;
#[cfg(feature = "directory")]
pub(crate) use tenancy::check_schema;
pub use tenant::{AllTenants, EveryTenant, Tenant, TenantReadTx, TenantTx};
pub(crate) use texts::{Call, Texts};
pub use tx::Tx;
pub use tx_options::{Isolation, TxOptions};

use crate::backend::{Binds, Statement};
use crate::directory::Pass;
use crate::error::{Error, Kind};
use crate::event::{Events, Recorded};
use crate::sql::Dialect;
use attempts::Budget;
use futures_util::poll;
use pool::Pools;
pub use pool::{Histogram, PoolClosed, PoolStats};
use row_security::RowSecurity;
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

/// A database, with its pool of connections. Cloning it is cheap: the clones share the pool.
///
/// ```no_run
/// # async fn run() -> Result<(), orm::Error> {
/// let embedded = orm::Db::connect("sqlite://shop.db").await?;
/// let server = orm::Db::builder("postgres://localhost/shop").max_connections(20).connect().await?;
/// let configured = orm::Db::from_env().await?;
/// # Ok(()) }
/// ```
///
/// | URL | database |
/// |---|---|
/// | `postgres://user:password@host:port/name` | PostgreSQL |
/// | `sqlite://path`, `sqlite:path` | an SQLite file, made if it is not there |
/// | `sqlite::memory:` | an SQLite database that lives as long as the pool, on one connection |
///
/// An SQLite file has one connection that writes and `max_connections` that read; a statement that
/// writes waits for its turn. In memory one connection does both, so that a statement on the `Db`
/// waits while a transaction is open.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
    query_timeout: Option<Duration>,
}

struct Inner {
    pools: Pools,
    /// As it was before the settings were checked.
    config: Config,
    events: Events,
    acquire_timeout: Duration,
    budget: Budget,
    texts: Texts,
    /// `None` if it is off.
    row_security: Option<RowSecurity>,
    tenancy: Tenancy,
}

impl Db {
    /// Connects to the database at a URL, with the defaults of [`DbBuilder`].
    ///
    /// # Errors
    /// [`is_config`](Error::is_config) if the URL is wrong,
    /// [`is_connection_lost`](Error::is_connection_lost) if there is no database,
    /// [`is_unsupported`](Error::is_unsupported) if the database is not compiled in.
    pub async fn connect(url: impl AsRef<str>) -> Result<Db, Error> {
        Db::builder(url).connect().await
    }

    /// Settings for a database at a URL.
    pub fn builder(url: impl AsRef<str>) -> DbBuilder {
        DbBuilder::new(Config::from_url(url.as_ref()))
    }

    /// Connects to the database that the environment names: see [`Config::from_env`].
    ///
    /// # Errors
    /// [`is_config`](Error::is_config) naming each variable that is missing or wrong, and those of
    /// [`connect`](Db::connect).
    pub async fn from_env() -> Result<Db, Error> {
        DbBuilder::new(Config::from_env()).connect().await
    }

    /// What the pool was opened with, to open another one on the same database:
    /// `DbBuilder::from(db.config().clone())`. An SQLite database in memory is another one there.
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// The SQL that the database speaks.
    pub fn dialect(&self) -> Dialect {
        self.inner.pools.dialect()
    }

    /// A connection of the pool, for Diesel's queries and whatever else this library does not do.
    ///
    /// # Errors
    /// [`is_pool_exhausted`](Error::is_pool_exhausted) if none comes free in time,
    /// [`is_connection_lost`](Error::is_connection_lost) if none can be made.
    pub async fn connection(&self) -> Result<Connection, Error> {
        Ok(Connection::new(self.acquire(true).await?))
    }

    /// Writes what is in the write-ahead log of an SQLite file into the file itself, so that it can be
    /// copied alone; waits for the transaction that is writing, if one is. On a server there is nothing
    /// to do.
    ///
    /// # Errors
    /// [`is_pool_exhausted`](Error::is_pool_exhausted) if the writer does not end in time,
    /// [`is_lock_timeout`](Error::is_lock_timeout) if another process holds the file.
    pub async fn checkpoint(&self) -> Result<(), Error> {
        match self.dialect() {
            Dialect::Postgres => Ok(()),
            Dialect::Sqlite => {
                // SQLite, "Write-Ahead Logging", 3.1: whether it was busy, and the pages of the log.
                let statement = Statement {
                    sql: "PRAGMA wal_checkpoint(TRUNCATE)".into(),
                    binds: Binds::Once(Vec::new()),
                    shape: None,
                };
                let target = Target::db(self);
                let rows: Vec<(i64, i64, i64)> =
                    target.fetch(statement, Sent::control("PRAGMA")).await?;
                match rows.first() {
                    Some((0, ..)) => Ok(()),
                    _ => Err(Error::new(Kind::LockTimeout, "somebody still reads from the log")),
                }
            }
        }
    }

    /// The same database and pool with another time that a statement may take: see
    /// [`DbBuilder::query_timeout`]. It holds for what is sent through the handle that this gives, and
    /// through transactions that it begins. `None` is no limit, whatever the pool's is. Times are rounded
    /// up to whole milliseconds, zero too.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # async fn run(db: orm::Db) -> Result<(), orm::Error> {
    /// let patient = db.with_query_timeout(Duration::from_secs(60));
    /// let rows: Vec<i64> = orm::sql("SELECT count(*) FROM orders").all(&patient).await?;
    /// # Ok(()) }
    /// ```
    pub fn with_query_timeout(&self, timeout: impl Into<Option<Duration>>) -> Db {
        Db { inner: self.inner.clone(), query_timeout: timeout.into() }
    }

    /// What the pool is doing, and what it has done since it was opened. The writer and the readers of
    /// an SQLite file are counted together.
    pub fn pool_stats(&self) -> PoolStats {
        self.inner.pools.stats()
    }

    /// Closes the pool, for all clones: whoever waits for a connection and whoever asks for one later
    /// fails with [`is_pool_closed`](Error::is_pool_closed); those who use one go on. Gives back when
    /// all connections are closed. Without it, they close when the last clone is dropped.
    ///
    /// # Errors
    /// [`is_timeout`](Error::is_timeout) if some are still used after this time: they are closed as soon
    /// as they are given back.
    pub async fn close(&self, timeout: Duration) -> Result<(), Error> {
        self.inner.pools.close(timeout).await
    }

    /// Runs `work` and writes down every statement that this `Db` sends meanwhile: for tests.
    pub async fn record<T>(&self, work: impl AsyncFnOnce() -> T) -> Recorded<T> {
        let recording = self.inner.events.record();
        let value = work().await;
        Recorded { value, statements: recording.finish() }
    }

    /// Runs `work` and counts the statements that this `Db` sends meanwhile: for tests.
    pub async fn count_statements<T>(&self, work: impl AsyncFnOnce() -> T) -> (T, usize) {
        let recorded = self.record(work).await;
        (recorded.value, recorded.statements.len())
    }

    /// Reports a query that one task sends more than `threshold` times, which is how rows look that are
    /// loaded one by one. A development aid, for this `Db` and its clones; off by default, and with 0.
    ///
    /// The report is a `tracing` event of the level WARN and the target `orm::n_plus_one`, with the
    /// fields `db.query.text`, `count` and `call_site`: the program's own file and line that waited for
    /// the query, and its function if the debug information has it. It is `unknown` in a build without
    /// debug information, such as a release; `debug = "line-tables-only"` in the profile is enough.
    ///
    /// Queries of this library are counted by their text, in which values are placeholders; SQL by hand
    /// and writes are not. A stream with fetched relations sends the same queries for each 1,000 rows, and
    /// counts. What runs outside of every task, as `main` does, is counted by its thread. A
    /// count starts anew after a pause of more than 5 seconds, since a server may handle many requests
    /// in one task, and when 1024 other pairs of a task and a text were seen since. Each pair of a text
    /// and a call site is reported once in a process, up to 1024 pairs.
    ///
    /// While it is off, a query costs one atomic load more. A task that reaches the threshold waits
    /// until the call site is found, which takes up to tenths of a second the first time.
    ///
    /// ```
    /// # use orm::{Db, Error, Model};
    /// # #[derive(Model)]
    /// # pub struct Customer {
    /// #     #[model(primary_key, auto)]
    /// #     pub id: i64,
    /// #     pub name: String,
    /// # }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// let db = Db::connect("sqlite::memory:").await?;
    /// if cfg!(debug_assertions) {
    ///     db.detect_n_plus_one(10);
    /// }
    /// # orm_migrate::create_tables(&db, &[Customer::TABLE]).await?;
    /// # let new = |number| customer::New { name: format!("customer {number}") };
    /// # let customers = Customer::create_many(&db, (0..20).map(new)).await?;
    /// # let ids: Vec<i64> = customers.iter().map(|c| c.id).collect();
    ///
    /// for id in &ids {
    ///     let customer = Customer::get(&db, *id).await?; // The eleventh is reported, with this line.
    /// #   assert!(customer.name.starts_with("customer"));
    /// }
    /// // What to write instead.
    /// let customers = Customer::query().filter(|c| c.id.is_in(ids)).all(&db).await?;
    /// # assert_eq!(customers.len(), 20);
    /// # Ok(()) }
    /// ```
    pub fn detect_n_plus_one(&self, threshold: usize) {
        self.inner.events.n_plus_one.set_threshold(threshold);
    }

    /// To be called with the error of each statement: a server that turned out to be read-only may not be
    /// the right one any more.
    fn notice(&self, error: &Error) {
        if error.is_read_only() {
            self.inner.pools.look_for_another_server();
        }
    }

    /// A connection for a statement, whose error names the statement that waited.
    async fn lease_for(
        &self,
        statement: &Statement,
        sent: Sent,
        pass: Option<&Pass>,
    ) -> Result<lease::Lease, Error> {
        let lease = self.acquire_with(sent.writes(), pass).await;
        lease.map_err(|error| error.with_statement(&statement.sql))
    }

    /// A connection for what a tenant's directory let through, if the tenant has one. After a wait it may be
    /// suspended, or somewhere else; whoever did not wait is not asked again.
    async fn acquire_with(&self, write: bool, pass: Option<&Pass>) -> Result<lease::Lease, Error> {
        let mut turn = pin!(self.acquire(write));
        if let Poll::Ready(lease) = poll!(turn.as_mut()) {
            return lease;
        }
        let lease = turn.await?;
        if let Some(pass) = pass {
            pass.check_again().await?;
        }
        Ok(lease)
    }

    async fn acquire(&self, write: bool) -> Result<lease::Lease, Error> {
        self.inner.pools.acquire(write, self.inner.acquire_timeout).await
    }
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Db({})", self.dialect().name())
    }
}
