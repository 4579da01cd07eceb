//! What the registry says of a connection.

use super::table::ConnectionRow;
use crate::DbEnum;
use chrono::{DateTime, Utc};
use std::fmt;

/// What a connection is for.
#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[db_enum(rename_all = "UPPERCASE")]
#[non_exhaustive]
pub enum ConnectionKind {
    /// For the program's administration: no tenant can be placed there.
    Admin,
    /// For many tenants.
    Shared,
    /// For one tenant: a second one cannot be placed there.
    Dedicated,
    /// For reports: no tenant can be placed there.
    Analytics,
}

/// Encryption on the way to a server: libpq's `sslmode` ([`Config`](crate::Config) says what each means).
#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[db_enum(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TlsMode {
    /// `disable`
    Disable,
    /// `prefer`
    Prefer,
    /// `require`
    Require,
    /// `verify-ca`
    VerifyCa,
    /// `verify-full`
    VerifyFull,
}

/// A connection to be registered, or how one is to be from now on:
/// [`Connections::add`](super::Connections::add), [`Connections::change`](super::Connections::change).
///
/// What is not named is the admin database's: its server, its user, its encryption and every other
/// setting. Its password goes only where both its server and its user are.
///
/// ```
/// use orm::directory::{ConnectionKind, NewConnection, TlsMode};
///
/// let connection = NewConnection::new(ConnectionKind::Dedicated, "acme")
///     .server("db7.example.org", 5432)
///     .user("app", "a secret")
///     .tls(TlsMode::VerifyFull)
///     .max_connections(5);
/// # assert!(!format!("{connection:?}").contains("secret"));
/// ```
#[derive(Clone)]
#[must_use = "it does nothing until it is added"]
pub struct NewConnection {
    pub(super) kind: ConnectionKind,
    pub(super) database: String,
    pub(super) region: Option<String>,
    pub(super) server: Option<(String, u16)>,
    pub(super) user: Option<(String, Option<String>)>,
    pub(super) tls: Option<TlsMode>,
    pub(super) min_connections: u32,
    pub(super) max_connections: u32,
}

impl NewConnection {
    /// A database of the admin database's server; on SQLite the path of a file, which is made.
    pub fn new(kind: ConnectionKind, database: impl Into<String>) -> Self {
        NewConnection {
            kind,
            database: database.into(),
            region: None,
            server: None,
            user: None,
            tls: None,
            min_connections: 0,
            max_connections: 5,
        }
    }

    /// Where it is, for people.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The server's name or address, or the folder of its socket.
    pub fn server(mut self, host: impl Into<String>, port: u16) -> Self {
        self.server = Some((host.into(), port));
        self
    }

    /// Who connects. The password is kept sealed.
    pub fn user(mut self, name: impl Into<String>, password: impl Into<String>) -> Self {
        self.user = Some((name.into(), Some(password.into())));
        self
    }

    /// Who connects, without a password.
    pub fn user_without_password(mut self, name: impl Into<String>) -> Self {
        self.user = Some((name.into(), None));
        self
    }

    /// Encryption.
    pub fn tls(mut self, mode: TlsMode) -> Self {
        self.tls = Some(mode);
        self
    }

    /// How many connections are kept open though idle, while the pool is: 0 by default.
    pub fn min_connections(mut self, connections: u32) -> Self {
        self.min_connections = connections;
        self
    }

    /// The most connections of a process, 5 by default.
    pub fn max_connections(mut self, connections: u32) -> Self {
        self.max_connections = connections;
        self
    }
}

/// A connection of the registry. Its password is not among what is told.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectionEntry {
    /// The name that tenants' places refer to.
    pub name: String,
    /// What it is for.
    pub kind: ConnectionKind,
    /// Where it is, for people.
    pub region: Option<String>,
    /// The server; `None` for the admin database's.
    pub host: Option<String>,
    /// The server's port.
    pub port: Option<u16>,
    /// The database, or the file.
    pub database: String,
    /// Who connects; `None` for the admin database's user.
    pub user: Option<String>,
    /// The key that the password is sealed with, if there is a password.
    pub password_key: Option<String>,
    /// Encryption; `None` for the admin database's.
    pub tls: Option<TlsMode>,
    /// How many connections are kept open though idle.
    pub min_connections: u32,
    /// The most connections of a process.
    pub max_connections: u32,
    /// Whether it may be used.
    pub active: bool,
    /// When it was changed last.
    pub changed_at: DateTime<Utc>,
}

impl From<ConnectionRow> for ConnectionEntry {
    fn from(row: ConnectionRow) -> Self {
        ConnectionEntry {
            name: row.name,
            kind: row.kind,
            region: row.region,
            host: row.host,
            port: row.port.and_then(|port| port.try_into().ok()),
            database: row.database,
            user: row.user,
            password_key: row.password_key,
            tls: row.tls,
            min_connections: row.min_connections.try_into().unwrap_or(0),
            max_connections: row.max_connections.try_into().unwrap_or(1),
            active: row.active,
            changed_at: row.changed_at,
        }
    }
}

impl ConnectionKind {
    /// Whether tenants can be placed there.
    pub(super) fn takes_tenants(self) -> bool {
        matches!(self, ConnectionKind::Shared | ConnectionKind::Dedicated)
    }
}

/// Without the password.
impl fmt::Debug for NewConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewConnection")
            .field("kind", &self.kind)
            .field("database", &self.database)
            .field("server", &self.server)
            .field("user", &self.user.as_ref().map(|(name, _)| name))
            .field("max_connections", &self.max_connections)
            .finish_non_exhaustive()
    }
}
