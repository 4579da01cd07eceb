//! Everything that a `Db` needs to know before it connects, and where it may come from.
//!
//! ```text
//! from_url   ->  url          \
//!                              >  Config { backend, settings }  ->  finish  ->  the pool
//! from_env   ->  environment  /
//! ```

mod environment;
mod fault;
#[cfg(feature = "directory")]
mod other;
#[cfg(feature = "postgres")]
mod postgres;
mod setting;
mod settings;
#[cfg(feature = "postgres")]
mod socket;
#[cfg(feature = "sqlite")]
mod sqlite;
mod text;
mod url;

#[cfg(feature = "directory")]
pub(crate) use other::OtherDatabase;
pub(crate) use settings::Settings;
#[cfg(feature = "sqlite")]
pub(crate) use sqlite::SqlitePlace;

#[cfg(feature = "postgres")]
use crate::backend::postgres::PgServer;
use crate::error::Error;
use fault::{Faults, Naming};
use std::fmt;

/// Which database, and how its pool behaves: from a URL or from the environment.
///
/// Every setting has a default. In a URL it is a parameter of the query string,
/// `postgres://app@localhost/shop?max_connections=20&query_timeout=5s`; in the environment it is a
/// variable. A time is `500ms`, `30s`, `2m`, `1h`, or a whole number of seconds, at most `576h`;
/// where a setting can be turned off, `off` and `0` do so, but for `max_waiting`, whose 0 lets nobody
/// wait.
///
/// | parameter | variable | default | off? | what |
/// |---|---|---|---|---|
/// | `max_connections` | `DB_MAX_POOL_SIZE` | 10 | no | most connections open at once |
/// | `min_connections` | `DB_MIN_POOL_SIZE` | 0 | `0` | idle connections that are kept ready |
/// | `acquire_timeout` | `DB_ACQUIRE_TIMEOUT` | `30s` | no | wait for a free connection, a new one's opening included |
/// | `max_waiting` | `DB_MAX_WAITING` | 10,000 | yes | how many may wait for a connection; whoever comes then is refused at once |
/// | `circuit_breaker` | `DB_CIRCUIT_BREAKER` | `on` | yes | while no connection can be made, nobody waits for one |
/// | `retry_reads` | `DB_RETRY_READS` | `on` | yes | a query outside of a transaction whose connection is lost is sent once more |
/// | `leak_threshold` | `DB_LEAK_THRESHOLD` | off | yes | a connection that is held for longer is reported, with the place that took it |
/// | `test_after_idle` | `DB_TEST_AFTER_IDLE` | `30s` | yes | a connection to a server that was unused for longer is asked whether it still works, one round trip, before it is given |
/// | `connect_timeout` | `DB_CONNECT_TIMEOUT` | `5s` | no | open one connection |
/// | `query_timeout` | `DB_QUERY_TIMEOUT` | off | yes | one statement, from its sending to its last row |
/// | `idle_timeout` | `DB_IDLE_TIMEOUT` | `10m` | yes | an unused connection is closed after this, or up to a half later |
/// | `max_lifetime` | `DB_MAX_LIFETIME` | `30m` | yes | a connection is closed at this age or up to a tenth younger, once it is free |
/// | `slow_statement` | `DB_SLOW_QUERY` | `1s` | yes | a statement that takes longer is logged as a warning |
/// | `statement_cache` | `DB_STATEMENT_CACHE` | 256 | yes | prepared statements kept by each connection |
/// | `tenancy` | `DB_TENANCY` | `rows` | no | where the rows of tenants are: [`Tenancy`](crate::Tenancy) |
/// | `application_name` | `DB_APPLICATION_NAME` | none | unset | what the server's own views call this program |
/// | `row_level_security` | `DB_ROW_LEVEL_SECURITY` | `off` | yes | the server itself keeps tenants apart: see [`DbBuilder::row_level_security`](crate::DbBuilder::row_level_security) |
/// | `across_role` | `DB_ACROSS_ROLE` | none | unset | the role for the rows of all tenants then |
/// | `sslmode` | `DB_SSL_MODE` | `prefer` | `disable` | encryption, see below |
/// | `sslrootcert` | `DB_SSL_ROOT_CERT_PATH` | the system's | unset | who signs the server's certificate: a file, or `system` |
/// | `sslcert`, `sslkey` | `DB_SSL_CERT_PATH`, `DB_SSL_KEY_PATH` | none | unset | files with the program's own certificate and its key |
/// | `statement_timeout` | `DB_STATEMENT_TIMEOUT` | the server's | yes | one statement, from when the server has it |
/// | `lock_timeout` | `DB_LOCK_TIMEOUT` | the server's | yes | the wait for one lock |
/// | `idle_in_transaction_session_timeout` | `DB_IDLE_IN_TRANSACTION_SESSION_TIMEOUT` | the server's | yes | a session without a statement inside a transaction is ended after this |
///
/// The last three are PostgreSQL's own (manual, 20.11.1). They travel in the packet that starts a
/// session, and only if they are set: an older pooler between may refuse them.
///
/// # Encryption
///
/// PostgreSQL's `sslmode` means what it does for libpq (manual, 34.19.3). It is rustls that encrypts, by
/// the feature `tls`, which is on unless the default features are off; without it, `disable` and
/// `prefer` are taken, and both encrypt nothing.
///
/// | `sslmode` | encrypted | the server's certificate |
/// |---|---|---|
/// | `disable` | no | |
/// | `prefer` | if both sides can | not looked at |
/// | `require` | yes | not looked at; with `sslrootcert` as for `verify-ca` |
/// | `verify-ca` | yes | signed by `sslrootcert` |
/// | `verify-full` | yes | signed by `sslrootcert`, and for the host's name or address |
///
/// Only `verify-full` keeps out everybody between. Without `sslrootcert`, `verify-ca` and
/// `verify-full` believe those whom the system believes, where libpq takes `~/.postgresql/root.crt`;
/// `sslrootcert=system` says so, and goes with `verify-full` only. A name has to be among the
/// certificate's alternative names: its common name does not count. `prefer` goes on without
/// encryption where the two sides do not agree on any.
///
/// Files hold PEM, a key without a passphrase. They are read anew for each connection, so that
/// a renewed certificate counts from the next one on; the system's are read once. What goes through a
/// Unix socket is never encrypted.
///
/// Neither `Debug` nor an error of this type ever shows the password.
#[derive(Clone, Debug)]
pub struct Config {
    pub(crate) backend: Backend,
    pub(crate) settings: Settings,
}

/// The database that a URL leads to.
#[derive(Clone)]
pub(crate) enum Backend {
    #[cfg(feature = "postgres")]
    Postgres(Box<PgServer>),
    #[cfg(feature = "sqlite")]
    Sqlite(SqlitePlace),
}

impl Config {
    /// The database at this URL, with the settings of its query string.
    ///
    /// | URL | database |
    /// |---|---|
    /// | `postgres://user:password@host:5432/database`, also `postgresql://` | PostgreSQL; user, password, port and database may be left out, several hosts are separated by commas |
    /// | `postgres:///database?host=/run/postgresql` | PostgreSQL at a Unix socket in this folder |
    /// | `sqlite::memory:` | SQLite, in memory, on one connection |
    /// | `sqlite:path`, `sqlite://path`, `sqlite:///absolute/path` | SQLite, in this file, which is made if absent |
    ///
    /// A user that is left out is the process's own, and a database that of the user's name. libpq's
    /// variables (`PGHOST`, `PGPASSWORD`) and files (`~/.pgpass`) are not read.
    ///
    /// Beside the settings in the table above, PostgreSQL takes these of libpq's parameters (manual,
    /// 34.1.2 "Parameter Key Words"):
    ///
    /// | parameter | default | off | what |
    /// |---|---|---|---|
    /// | `host`, `port`, `user`, `password`, `dbname` | | | the same as the URL's parts |
    /// | `options` | none | unset | command-line options of the session: `-c work_mem=64MB` |
    /// | `target_session_attrs` | `any` | `any` | which of several hosts: `read-write`, `read-only`, `primary`, `standby`, `prefer-standby`; asked in one round trip |
    /// | `load_balance_hosts` | `disable` | `disable` | `random`: hosts, and the addresses of each, in a random order |
    /// | `channel_binding` | `prefer` | `disable` | `require`: a password only over TLS, bound to the server's certificate |
    /// | `keepalives` | `on` | `off`, `0` | TCP asks a silent server whether it is there |
    /// | `keepalives_idle` | `30` s | | after so long a silence |
    /// | `keepalives_interval` | `10` s | | and again after this |
    /// | `keepalives_count` | 3 | | so often, until the connection is lost; on Linux `tcp_user_timeout` decides in its place unless that is off (tcp(7)) |
    /// | `tcp_user_timeout` | `30000` ms | `off`, `0` | a server that takes no data for so long is lost (Linux) |
    ///
    /// The last is a number of milliseconds, or a time with its unit. It holds, too, for a server that
    /// is there but reads nothing, such as one where much is sent for a statement that waits for a
    /// lock: a program that sends a lot at once may want it longer, or off.
    ///
    /// Of several hosts, each is tried in turn, with the whole `connect_timeout` for all its addresses,
    /// until one takes us and is the target. One that refuses the user or the password ends it. The
    /// error's [`source`](std::error::Error::source) says of each host why it was of no use. Names are
    /// looked up anew for each connection.
    ///
    /// SQLite takes `mode` (`rwc`, which is the default, or `rw`: the file has to exist) and
    /// `busy_timeout` (default `5s`, the wait for another process's lock, `off` to fail at once). In
    /// memory `max_connections` can only be 1 here; from the environment or the builder it says
    /// nothing.
    ///
    /// ```
    /// use orm::Config;
    ///
    /// let config = Config::from_url(
    ///     "postgres://app@db1.example.org,db2.example.org/shop?sslmode=verify-full\
    ///      &target_session_attrs=primary&statement_timeout=30s",
    /// )?;
    /// # Ok::<(), orm::Error>(())
    /// ```
    ///
    /// Every part may be percent-encoded. In a user or a password the characters `%`, `/`, `?`, `#`
    /// have to be, and so has `@` after the host.
    ///
    /// # Errors
    ///
    /// [`is_config`](Error::is_config) if the URL has a fault: the message lists every one, with the
    /// accepted form. [`is_unsupported`](Error::is_unsupported) if this build lacks the database or
    /// the encryption that the URL asks for.
    pub fn from_url(url: &str) -> Result<Config, Error> {
        let (draft, mut faults) = url::parse(url);
        draft.settings.check(Naming::Parameter, &mut faults);
        draft.into_config("invalid database URL", faults)
    }

    /// The database and its settings, from the process's environment.
    ///
    /// Either `DATABASE_URL`, which takes every URL that [`from_url`](Config::from_url) does, or
    /// PostgreSQL in parts: `DB_HOST`, `DB_PORT` (default 5432), `DB_NAME`, `DB_USER`,
    /// `DB_PASSWORD` (default none). Not both: nobody could say which one wins. `DB_HOST` may be the
    /// folder of a Unix socket.
    ///
    /// Beside either stand the variables of the table above; one of them that is set goes before the
    /// same parameter of the URL. What is about a server (`DB_SSL_..`, row-level security, and
    /// the last three timeouts) says nothing to SQLite. A
    /// variable that is empty counts as unset.
    ///
    /// # Errors
    ///
    /// [`is_config`](Error::is_config) if a variable is missing or has a fault: the message names
    /// every such variable, with the accepted form. [`is_unsupported`](Error::is_unsupported) if
    /// this build lacks the database or the encryption that they ask for.
    pub fn from_env() -> Result<Config, Error> {
        environment::read(|name| Some(std::env::var_os(name)?.into_string().map_err(drop)))
    }

    /// The same as [`from_env`](Config::from_env) with a function in the environment's place.
    ///
    /// # Errors
    ///
    /// Those of [`from_env`](Config::from_env).
    pub fn from_vars(get: impl Fn(&str) -> Option<String>) -> Result<Config, Error> {
        environment::read(|name| get(name).map(Ok))
    }

    /// Checks the settings, which a builder may have changed, and gives the server those that are
    /// its own. To be called once, before the pool is made.
    ///
    /// # Errors
    ///
    /// [`is_config`](Error::is_config) if a setting is out of its range.
    pub(crate) fn finish(self) -> Result<Config, Error> {
        let mut faults = Faults::default();
        self.settings.check(Naming::Setter, &mut faults);
        Draft { backend: Some(self.backend), settings: self.settings }
            .into_config("invalid settings", faults)
    }
}

/// A [`Config`] that is still being read; its backend is absent if it had a fault.
#[derive(Default)]
struct Draft {
    backend: Option<Backend>,
    settings: Settings,
}

impl Draft {
    fn into_config(self, what: &str, mut faults: Faults) -> Result<Config, Error> {
        if self.backend.is_none() && faults.is_empty() {
            faults.wrong("no database is named");
        }
        faults.into_result(what)?;
        let mut backend = self.backend.expect("a missing backend is a fault, returned above");
        backend.take(&self.settings);
        Ok(Config { backend, settings: self.settings })
    }
}

impl Backend {
    /// Whether there is a network between the program and the database.
    pub(super) fn is_remote(&self) -> bool {
        match *self {
            #[cfg(feature = "postgres")]
            Backend::Postgres(_) => true,
            #[cfg(feature = "sqlite")]
            Backend::Sqlite(_) => false,
        }
    }

    /// Writes the settings that the database itself is told.
    fn take(&mut self, _settings: &Settings) {
        match *self {
            #[cfg(feature = "postgres")]
            Backend::Postgres(ref mut server) => postgres::write(_settings, server),
            #[cfg(feature = "sqlite")]
            Backend::Sqlite(_) => {}
        }
    }
}

impl fmt::Debug for Backend {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            #[cfg(feature = "postgres")]
            Backend::Postgres(ref server) => server.fmt(_f),
            #[cfg(feature = "sqlite")]
            Backend::Sqlite(ref place) => place.fmt(_f),
        }
    }
}

#[cfg(all(test, feature = "postgres", feature = "sqlite"))]
mod tests;
