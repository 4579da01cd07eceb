//! Where a PostgreSQL server may be, which of several is wanted, and how a session on it begins.

use crate::backend::ssl::Ssl;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// All that is needed to make a connection.
#[derive(Clone)]
pub(crate) struct PgServer {
    /// Who connects, and with which socket. It has no hosts, and no word about encryption.
    pub(crate) config: Config,
    /// Never empty.
    pub(crate) places: Vec<Place>,
    /// Whether the places, and the addresses of each, are tried in a random order.
    pub(crate) shuffled: bool,
    pub(crate) target: Target,
    pub(crate) ssl: Ssl,
    /// Timeouts that the server is told with the session's start; zero turns one off.
    pub(crate) session: Vec<(&'static str, Duration)>,
}

/// A host's name or address, or the folder of a socket, and a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) host: Host,
    pub(crate) port: u16,
}

/// One way to a server: an address of a host, or a socket.
#[derive(Debug, Clone)]
pub(super) enum Way {
    Tcp { name: String, address: SocketAddr },
    Unix { folder: PathBuf, port: u16 },
}

/// Which server of several is taken: `target_session_attrs` (PostgreSQL manual, 34.1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Target {
    #[default]
    Any,
    ReadWrite,
    ReadOnly,
    Primary,
    Standby,
    /// A standby, or any if no standby is to be had.
    PreferStandby,
}

impl Way {
    /// The client's own form of it.
    pub(super) fn write(&self, config: &mut Config) {
        match self {
            Way::Tcp { name, address } => {
                config.host(name).hostaddr(address.ip()).port(address.port())
            }
            Way::Unix { folder, port } => config.host_path(folder).port(*port),
        };
    }
}

impl Target {
    /// What a server is asked, if anything.
    pub(super) fn question(self) -> Option<&'static str> {
        match self {
            Target::Any => None,
            Target::ReadWrite | Target::ReadOnly => Some("SHOW transaction_read_only"),
            Target::Primary | Target::Standby | Target::PreferStandby => {
                Some("SELECT pg_catalog.pg_is_in_recovery()")
            }
        }
    }

    /// Whether writes are sent to it.
    pub(crate) fn may_write(self) -> bool {
        matches!(self, Target::Any | Target::ReadWrite | Target::Primary)
    }

    /// Why a server that gave this answer is not the one.
    pub(super) fn objection(self, answer: &str) -> Option<&'static str> {
        let yes = matches!(answer, "on" | "t");
        match self {
            Target::ReadWrite if yes => Some("its sessions only read"),
            Target::ReadOnly if !yes => Some("its sessions write too"),
            Target::Primary if yes => Some("it is a standby"),
            Target::Standby | Target::PreferStandby if !yes => Some("it is a primary"),
            _ => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let port = self.port;
        match &self.host {
            Host::Tcp(name) if name.contains(':') => write!(f, "[{name}]:{port}"),
            Host::Tcp(name) => write!(f, "{name}:{port}"),
            #[cfg(unix)]
            Host::Unix(folder) => write!(f, "{}:{port}", folder.display()),
        }
    }
}

/// Where the server is, and which database of it: `host:port/name`.
impl fmt::Display for PgServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places: Vec<String> = self.places.iter().map(Place::to_string).collect();
        // Without a name, it is the user's (PostgreSQL manual, 34.1.2).
        let name = self.config.get_dbname().or(self.config.get_user()).unwrap_or_default();
        write!(f, "{}/{name}", places.join(","))
    }
}

/// Where the server is and who connects, without the password and the options.
impl fmt::Debug for PgServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places: Vec<String> = self.places.iter().map(Place::to_string).collect();
        f.debug_struct("Postgres")
            .field("hosts", &places)
            .field("user", &self.config.get_user())
            .field("database", &self.config.get_dbname())
            .finish_non_exhaustive()
    }
}
