//! The settings of a `Db`.

use super::attempts::Budget;
use super::config::{Backend, Config};
use super::pool::Pools;
use super::row_security::{RowSecurity, wrong};
use super::{Db, Inner, Tenancy, Texts};
use crate::error::Error;
use crate::event::Events;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// The settings of a [`Db`], each with its default; [`connect`](Self::connect) is the end.
/// [The guide](crate::guide::connections) says when to change which.
///
/// | setting | default | off |
/// |---|---|---|
/// | [`max_connections`](Self::max_connections) | 10 | |
/// | [`min_connections`](Self::min_connections) | 0 | 0 |
/// | [`acquire_timeout`](Self::acquire_timeout) | 30 s | |
/// | [`max_waiting`](Self::max_waiting) | 10,000 | `None` |
/// | [`circuit_breaker`](Self::circuit_breaker) | on | `false` |
/// | [`retry_reads`](Self::retry_reads) | on | `false` |
/// | [`leak_threshold`](Self::leak_threshold) | none | `None` |
/// | [`test_after_idle`](Self::test_after_idle) | 30 s | `None` |
/// | [`query_timeout`](Self::query_timeout) | none | `None` |
/// | [`idle_timeout`](Self::idle_timeout) | 10 min | `None` |
/// | [`max_lifetime`](Self::max_lifetime) | 30 min | `None` |
/// | [`connect_timeout`](Self::connect_timeout) | 5 s | |
/// | [`slow_statement`](Self::slow_statement) | 1 s | `None` |
/// | [`statement_cache`](Self::statement_cache) | 256 a connection | 0 |
/// | [`tenancy`](Self::tenancy) | [`Tenancy::Rows`] | |
/// | [`row_level_security`](Self::row_level_security) | off | `false` |
/// | [`across_role`](Self::across_role) | none | |
/// | [`statement_timeout`](Self::statement_timeout), [`lock_timeout`](Self::lock_timeout), [`idle_in_transaction_session_timeout`](Self::idle_in_transaction_session_timeout) | the server's | `None` |
#[must_use = "settings do nothing until `connect().await`"]
pub struct DbBuilder {
    config: Result<Config, Error>,
}

impl DbBuilder {
    pub(super) fn new(config: Result<Config, Error>) -> Self {
        DbBuilder { config }
    }

    fn set(mut self, set: impl FnOnce(&mut Config)) -> Self {
        if let Ok(config) = &mut self.config {
            set(config);
        }
        self
    }

    /// The most connections that are open at once. On SQLite: that read; one more writes.
    pub fn max_connections(self, connections: u32) -> Self {
        self.set(|config| config.settings.max_connections = connections)
    }

    /// How many connections are kept open though idle.
    pub fn min_connections(self, connections: u32) -> Self {
        self.set(|config| config.settings.min_connections = connections)
    }

    /// How long a statement waits for a connection before it fails with
    /// [`is_pool_exhausted`](Error::is_pool_exhausted). It covers the making of a new connection.
    pub fn acquire_timeout(self, timeout: Duration) -> Self {
        self.set(|config| config.settings.acquire_timeout = timeout)
    }

    /// How many may wait for a connection at once; whoever comes then fails at once with
    /// [`is_pool_overloaded`](Error::is_pool_overloaded).
    pub fn max_waiting(self, callers: impl Into<Option<u32>>) -> Self {
        let callers = callers.into();
        self.set(|config| config.settings.max_waiting = callers)
    }

    /// Whether calls fail at once while no connection can be made, with the error of the last attempt:
    /// from 250 ms after the first attempt that failed, if no connection is left, to the first one
    /// that succeeds. Attempts are made one at a time meanwhile, up to 0.4 s after each other. Without
    /// it, calls wait until the [`acquire_timeout`](Self::acquire_timeout).
    pub fn circuit_breaker(self, on: bool) -> Self {
        self.set(|config| config.settings.circuit_breaker = on)
    }

    /// Whether a query outside of a transaction is sent once more, on another connection, if its
    /// connection was lost before the answer came; a stream, before its first row. SQL written by hand is
    /// not.
    ///
    /// Whatever this says, what surely had no effect is sent once more: what was never sent, the begin of
    /// a transaction, and a write of this library's that the server refused because it is a standby. Of
    /// ten statements, one may be repeated on average, and ten in a row.
    pub fn retry_reads(self, on: bool) -> Self {
        self.set(|config| config.settings.retry_reads = on)
    }

    /// From what time on a connection that is held is reported: once, by a `tracing` event of the level
    /// WARN and the target `orm::pool` with the field `call_site`, the program's own file and line that
    /// took it (as of [`detect_n_plus_one`](Db::detect_n_plus_one), with the same conditions). A
    /// development aid: while it is on, taking a connection costs some microseconds more.
    pub fn leak_threshold(self, threshold: impl Into<Option<Duration>>) -> Self {
        let threshold = threshold.into();
        self.set(|config| config.settings.leak_threshold = threshold)
    }

    /// After how long without use a connection to a server is asked whether it still works, which is
    /// one round trip, before somebody gets it. One that the server has closed is found without.
    pub fn test_after_idle(self, idle: impl Into<Option<Duration>>) -> Self {
        let idle = idle.into();
        self.set(|config| config.settings.test_after_idle = idle)
    }

    /// How long a statement runs before it fails with [`is_timeout`](Error::is_timeout) and is
    /// cancelled on the server. It covers sending, running and receiving, not the wait for a
    /// connection; a stream is not limited. On
    /// SQLite the statement itself runs to its end.
    pub fn query_timeout(self, timeout: impl Into<Option<Duration>>) -> Self {
        let timeout = timeout.into();
        self.set(|config| config.settings.query_timeout = timeout)
    }

    /// After how long an idle connection is closed.
    pub fn idle_timeout(self, timeout: impl Into<Option<Duration>>) -> Self {
        let timeout = timeout.into();
        self.set(|config| config.settings.idle_timeout = timeout)
    }

    /// After how long a connection is closed once it is idle.
    pub fn max_lifetime(self, lifetime: impl Into<Option<Duration>>) -> Self {
        let lifetime = lifetime.into();
        self.set(|config| config.settings.max_lifetime = lifetime)
    }

    /// How long the making of a connection to a server may take.
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        self.set(|config| config.settings.connect_timeout = timeout)
    }

    /// From what duration on a statement's event has the level WARN.
    pub fn slow_statement(self, threshold: impl Into<Option<Duration>>) -> Self {
        let threshold = threshold.into();
        self.set(|config| config.settings.slow_statement = threshold)
    }

    /// How many prepared statements each connection to PostgreSQL keeps; the least recently used
    /// goes first. 0: statements are not named, as poolers in transaction mode need it.
    ///
    /// PgBouncer follows names from 1.21 on, if its `max_prepared_statements` is not 0; the default
    /// stays then. Before 1.20 it has to be told `ignore_startup_parameters = options`, and what a URL
    /// gives in `options` does not reach the server; later ones refuse settings in it that they do not
    /// know. What a session keeps (`SET`, `LISTEN`, advisory locks, temporary tables) belongs inside a
    /// transaction there: nobody knows on which session it is left behind.
    pub fn statement_cache(self, statements: usize) -> Self {
        self.set(|config| config.settings.statement_cache = statements)
    }

    /// Where the rows of tenants are: in tables that all tenants share, on PostgreSQL in a schema for each
    /// tenant, or where a [`Directory`](crate::Directory) says.
    pub fn tenancy(self, tenancy: Tenancy) -> Self {
        self.set(|config| config.settings.tenancy = tenancy)
    }

    /// The name under which the server lists the connections.
    pub fn application_name(self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.set(|config| config.settings.application_name = Some(name))
    }

    /// How long the server works on one statement before it fails with
    /// [`is_timeout`](Error::is_timeout): PostgreSQL's own setting, told with the session's start.
    /// It holds for streams and for Diesel's statements too, where
    /// [`query_timeout`](Self::query_timeout) does not. Unset, it is the server's; `None` is off.
    pub fn statement_timeout(self, timeout: impl Into<Option<Duration>>) -> Self {
        let timeout = timeout.into().unwrap_or_default();
        self.set(|config| config.settings.statement_timeout = Some(timeout))
    }

    /// How long a statement waits for a lock on the server before it fails with
    /// [`is_lock_timeout`](Error::is_lock_timeout). Unset, it is the server's; `None` is off.
    pub fn lock_timeout(self, timeout: impl Into<Option<Duration>>) -> Self {
        let timeout = timeout.into().unwrap_or_default();
        self.set(|config| config.settings.lock_timeout = Some(timeout))
    }

    /// After how long the server ends a session that is idle inside a transaction; what is sent then
    /// fails with [`is_connection_lost`](Error::is_connection_lost). Unset, it is the server's; `None`
    /// is off.
    pub fn idle_in_transaction_session_timeout(self, timeout: impl Into<Option<Duration>>) -> Self {
        let timeout = timeout.into().unwrap_or_default();
        self.set(|config| config.settings.idle_in_transaction_session_timeout = Some(timeout))
    }

    /// Whether the server itself keeps tenants apart, by its row-level security (PostgreSQL manual, 5.9):
    /// a second wall behind the condition that statements have anyway. PostgreSQL 15 or later.
    ///
    /// The tables need policies, which `orm_migrate::enable_row_level_security` makes of the models, and
    /// the program a role for which they hold: no superuser, without BYPASSRLS, not the owner of the
    /// tables. [`connect`](Self::connect) asks the server for that.
    ///
    /// ```no_run
    /// # use orm::{Db, Error};
    /// # async fn run(tables: &[&'static orm::schema::Table]) -> Result<(), Error> {
    /// // The role that owns the tables, when the schema changes:
    /// let owner = Db::connect("postgres://owner@localhost/shop").await?;
    /// orm_migrate::create_tables(&owner, tables).await?;
    /// orm_migrate::enable_row_level_security(&owner, tables, "app").await?;
    /// orm::sql::<()>("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app")
    ///     .exec(&owner)
    ///     .await?;
    /// // The program:
    /// let db = Db::builder("postgres://app@localhost/shop").row_level_security(true);
    /// let db = db.across_role("auditor").connect().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// What a tenant sends is in a transaction for which `orm.tenant_id` is set, and only for it: nothing
    /// stays in the session, so that poolers in transaction mode are well. Outside of a transaction,
    /// `BEGIN`, the setting, the statement and `COMMIT` go together, and are waited for once; they are one
    /// event, the statement's own. A statement that cannot run inside a transaction (`VACUUM`) goes
    /// through the `Db`. What is sent through the `Db` has no tenant: the policies refuse it an answer
    /// from a tenant's table.
    ///
    /// | | |
    /// |---|---|
    /// | SQL by hand | sees the tenant's rows only. A text that calls `set_config` itself is not kept from it |
    /// | views | show what their owner sees, unless they are made `WITH (security_invoker = true)`; materialized views show everything |
    /// | partitions | have policies only where they were made, as `orm-migrate` does: one that is made by hand, and named itself, shows everything without |
    /// | `TRUNCATE`, foreign keys, unique sets | do not ask policies. Keys that begin with the tenant, as `orm-migrate` makes them, tell nothing of others |
    /// | [`Tenancy::Schemas`](crate::Tenancy) | is refused beside it: policies are made for tables that tenants share |
    /// | [`Tenancy::Directory`](crate::Tenancy) | goes with it: each pool of the directory asks its server the same; policies are for the places that tenants share |
    /// | `COPY` | into a table is replaced by inserts; out of one is subject to the policies |
    /// | indexes | are used for operators that are leakproof: `=`, `<` of numbers, texts, UUIDs and times; not for full-text search, `LIKE`, `jsonb`, arrays and ranges |
    pub fn row_level_security(self, on: bool) -> Self {
        self.set(|config| config.settings.row_level_security = on)
    }

    /// The role that [`Db::across_tenants`] takes for each of its transactions under
    /// [`row_level_security`](Self::row_level_security): one with BYPASSRLS and the rights to the
    /// tables, which the program's own role is a member of. Without it, statements over all tenants fail
    /// with [`is_config`](Error::is_config) before they are sent.
    ///
    /// PostgreSQL 15.9, 16.5, 17.1 or later (CVE-2024-10976).
    pub fn across_role(self, role: impl Into<String>) -> Self {
        let role = role.into();
        self.set(|config| config.settings.across_role = Some(role))
    }

    /// Checks the settings, makes a first connection, and opens the pool.
    ///
    /// # Errors
    /// [`is_config`](Error::is_config) if the URL or a setting is wrong, or policies would not hold,
    /// [`is_connection_lost`](Error::is_connection_lost) if there is no database,
    /// [`is_unsupported`](Error::is_unsupported) if the database is not compiled in.
    pub async fn connect(self) -> Result<Db, Error> {
        let given = self.config?;
        let config = given.clone().finish()?;
        let settings = config.settings.clone();
        let namespace = namespace(&config.backend);
        let row_security = RowSecurity::of(&settings);
        if row_security.is_some() && !config.backend.is_remote() {
            return Err(wrong("SQLite has none; leave `row_level_security` off"));
        }
        if row_security.is_some() && matches!(settings.tenancy, Tenancy::Schemas { .. }) {
            return Err(wrong(
                "each tenant has a schema of its own, whose tables have no policies; leave either \
                 `row_level_security` or `tenancy` out",
            ));
        }
        let pools = Pools::open(config).await?;
        let inner = Inner {
            pools,
            config: given,
            events: Events::new(settings.slow_statement, namespace),
            acquire_timeout: settings.acquire_timeout,
            budget: Budget::new(settings.retry_reads),
            texts: Texts::default(),
            row_security,
            tenancy: settings.tenancy,
        };
        let db = Db { inner: Arc::new(inner), query_timeout: settings.query_timeout };
        if let Some(security) = &db.inner.row_security {
            security.check(&db).await?;
        }
        Ok(db)
    }
}

/// Settings that were read from somewhere else, to be changed before [`connect`](DbBuilder::connect).
///
/// ```no_run
/// # async fn run() -> Result<(), orm::Error> {
/// let config = orm::Config::from_env()?;
/// let db = orm::DbBuilder::from(config).max_connections(4).connect().await?;
/// # Ok(()) }
/// ```
impl From<Config> for DbBuilder {
    fn from(config: Config) -> Self {
        DbBuilder::new(Ok(config))
    }
}

/// The database's name, for the events of its statements.
pub(super) fn namespace(backend: &Backend) -> Option<String> {
    match backend {
        #[cfg(feature = "postgres")]
        Backend::Postgres(server) => server.config.get_dbname().map(str::to_owned),
        #[cfg(feature = "sqlite")]
        Backend::Sqlite(place) => {
            if place.memory {
                None
            } else {
                Some(place.path.file_name()?.to_str()?.to_owned())
            }
        }
    }
}

impl fmt::Debug for DbBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.config.fmt(f)
    }
}
