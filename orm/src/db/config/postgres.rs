//! Where a PostgreSQL server is, and who connects to it.

use super::fault::Faults;
use super::settings::Settings;
use super::socket::Socket;
use super::{Backend, Config, text};
use crate::backend::postgres::{PgServer, Place, Target};
use crate::backend::ssl::{Ssl, SslMode};
use crate::error::Error;
use tokio_postgres::config::{ChannelBinding, Host};

const PORT: u16 = 5432;

/// What the parameters of a PostgreSQL URL are beside the settings.
pub(super) const PARAMETERS: &[&str] = &[
    "host",
    "port",
    "user",
    "password",
    "dbname",
    "options",
    "target_session_attrs",
    "load_balance_hosts",
    "channel_binding",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "tcp_user_timeout",
];

/// The parts of a server's address as text, from a URL or from variables.
#[derive(Default)]
pub(super) struct Parts {
    /// Pairs of a host and its port.
    hosts: Vec<(String, Option<u16>)>,
    port: Option<u16>,
    pub(super) user: Option<String>,
    pub(super) password: Option<Vec<u8>>,
    pub(super) database: Option<String>,
    options: Option<String>,
    target: Target,
    shuffled: bool,
    channel_binding: Option<ChannelBinding>,
    socket: Socket,
}

impl Parts {
    /// The part of a URL between its scheme and its query: `//user:password@host:port/database`.
    pub(super) fn parse(rest: &str, faults: &mut Faults) -> Parts {
        let mut parts = Parts::default();
        let Some(rest) = rest.strip_prefix("//") else {
            faults.wrong(format!("after the scheme must come `//`; write `{FORM}`"));
            return parts;
        };
        let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
        // The last one: a host has none, and a password may.
        let (user, hosts) = match authority.rsplit_once('@') {
            Some((user, hosts)) => (user, hosts),
            None => ("", authority),
        };
        let (user, password) = match user.split_once(':') {
            Some((user, password)) => (user, password),
            None => (user, ""),
        };
        let mut text = |what: &str, text: &str| match text::decode(text) {
            Ok(text) => Some(text).filter(|text| !text.is_empty()),
            Err(wrong) => {
                faults.wrong(format!("{what} {wrong}"));
                None
            }
        };
        parts.user = text("the user", user);
        parts.database = text("the name of the database", database);
        match text::decode_bytes(password) {
            Ok(password) if password.is_empty() => {}
            Ok(password) => parts.password = Some(password),
            Err(wrong) => faults.wrong(format!("the password {wrong}")),
        }
        for host in hosts.split(',').filter(|_| !hosts.is_empty()) {
            parts.host_and_port(host, faults);
        }
        parts
    }

    /// `host`, `host:port`, `[ipv6]` or `[ipv6]:port`, percent-encoded.
    fn host_and_port(&mut self, text: &str, faults: &mut Faults) {
        let bracketed = text.strip_prefix('[').and_then(|text| text.split_once(']'));
        let (host, port) = match bracketed {
            Some((host, "")) => (host, None),
            Some((host, port)) => (host, Some(port.strip_prefix(':').unwrap_or("none"))),
            None => match text.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (text, None),
            },
        };
        let port = port.and_then(|port| match text::number(port, PORTS) {
            Ok(port) => Some(port),
            Err(wrong) => {
                faults.value("the port", wrong, A_PORT);
                None
            }
        });
        match text::decode(host) {
            Ok(host) if is_host(&host) => self.hosts.push((host, port)),
            Ok(_) => faults.wrong(format!("the host must be {A_HOST}")),
            Err(wrong) => faults.wrong(format!("the host {wrong}")),
        }
    }

    /// Takes the name of a host, or the folder of a socket; gives what it must be if it is not.
    pub(super) fn set_host(&mut self, host: &str) -> Result<(), &'static str> {
        if !is_host(host) {
            return Err(A_HOST);
        }
        self.hosts.push((host.to_owned(), None));
        Ok(())
    }

    /// Takes the port of every host that has none; gives what it must be if it is not.
    pub(super) fn set_port(&mut self, port: &str) -> Result<(), &'static str> {
        self.port = Some(text::number(port, PORTS).map_err(|_| A_PORT)?);
        Ok(())
    }

    /// Takes one of [`PARAMETERS`]; gives what it must be if it is not.
    pub(super) fn set(&mut self, parameter: &str, value: &str) -> Result<(), &'static str> {
        const TWICE: &str = "left out, as the URL has it before the `?` too";
        let unset = |is_set: bool| if is_set { Err(TWICE) } else { Ok(()) };
        match parameter {
            "host" => {
                unset(!self.hosts.is_empty())?;
                self.set_host(value)?;
            }
            "port" => {
                unset(self.hosts.iter().any(|(_, port)| port.is_some()))?;
                self.set_port(value)?;
            }
            "user" => {
                unset(self.user.is_some())?;
                self.user = Some(value.to_owned());
            }
            "password" => {
                unset(self.password.is_some())?;
                self.password = Some(value.as_bytes().to_owned());
            }
            "dbname" => {
                unset(self.database.is_some())?;
                self.database = Some(value.to_owned());
            }
            "options" => self.options = Some(value.to_owned()),
            "target_session_attrs" => {
                self.target = match value {
                    "any" => Target::Any,
                    "read-write" => Target::ReadWrite,
                    "read-only" => Target::ReadOnly,
                    "primary" => Target::Primary,
                    "standby" => Target::Standby,
                    "prefer-standby" => Target::PreferStandby,
                    _ => return Err(A_TARGET),
                };
            }
            "load_balance_hosts" => {
                self.shuffled = match value {
                    "disable" => false,
                    "random" => true,
                    _ => return Err("`disable` or `random`"),
                };
            }
            "channel_binding" => {
                self.channel_binding = Some(match value {
                    "disable" => ChannelBinding::Disable,
                    "prefer" => ChannelBinding::Prefer,
                    "require" if cfg!(feature = "tls") => ChannelBinding::Require,
                    _ => return Err(A_BINDING),
                });
            }
            _ => self.socket.set(parameter, value)?,
        }
        Ok(())
    }

    /// The server that they name.
    pub(super) fn into_server(self, faults: &mut Faults) -> PgServer {
        if self.hosts.is_empty() && faults.is_empty() {
            faults.wrong(format!("the host is missing; write `{FORM}`"));
        }
        let port = self.port.unwrap_or(PORT);
        let places = self
            .hosts
            .into_iter()
            .map(|(host, own)| Place { host: to_host(host), port: own.unwrap_or(port) });
        let mut config = tokio_postgres::Config::new();
        self.socket.write(&mut config);
        if let Some(user) = self.user {
            config.user(user);
        }
        if let Some(password) = self.password {
            config.password(password);
        }
        if let Some(database) = self.database {
            config.dbname(database);
        }
        if let Some(options) = self.options {
            config.options(options);
        }
        if let Some(channel_binding) = self.channel_binding {
            config.channel_binding(channel_binding);
        }
        PgServer {
            config,
            places: places.collect(),
            shuffled: self.shuffled,
            target: self.target,
            ssl: Ssl::default(),
            session: Vec::new(),
        }
    }
}

fn to_host(text: String) -> Host {
    #[cfg(unix)]
    if text.starts_with('/') {
        return Host::Unix(text.into());
    }
    Host::Tcp(text)
}

/// Another database: on this server and as its user, unless others are named. A password goes to nobody but
/// whom it is for.
#[cfg(feature = "directory")]
pub(super) fn other_server(
    server: &PgServer,
    mut parts: Parts,
    to: Option<(&str, Option<u16>)>,
    faults: &mut Faults,
) -> PgServer {
    for text in [&parts.user, &parts.database] {
        if text.as_deref().is_some_and(|text| text.is_empty() || text.contains('\0')) {
            faults.wrong("names of users and databases are neither empty nor have a NUL character");
        }
    }
    if to.is_none() && parts.user.is_none() {
        let mut same = server.clone();
        if let Some(database) = &parts.database {
            same.config.dbname(database);
        }
        return same;
    }
    if parts.user.is_none() {
        parts.user = server.config.get_user().map(str::to_owned);
    }
    match to {
        None => {
            let host = server.places.clone();
            let mut own = Parts { hosts: vec![("localhost".to_owned(), None)], ..parts };
            own.shuffled = server.shuffled;
            own.target = server.target;
            PgServer { places: host, ..own.into_server(faults) }
        }
        Some((host, port)) => {
            if let Err(accepts) = parts.set_host(host) {
                faults.wrong(format!("the host must be {accepts}"));
            }
            parts.port = port;
            parts.into_server(faults)
        }
    }
}

const FORM: &str = "postgres://user:password@host:port/database";
const A_TARGET: &str =
    "one of `any`, `read-write`, `read-only`, `primary`, `standby`, `prefer-standby`";
#[cfg(feature = "tls")]
const A_BINDING: &str = "one of `disable`, `prefer`, `require`";
#[cfg(not(feature = "tls"))]
const A_BINDING: &str = "`disable` or `prefer`, as the feature `tls` of `orm` is off";
const PORTS: std::ops::RangeInclusive<u64> = 1..=65535;
const A_PORT: &str = "a whole number from 1 to 65535";
const A_HOST: &str = "a host's name, an IP address, or the absolute path of a socket's folder";

fn is_host(text: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '%');
    let is_name = !text.is_empty() && text.chars().all(allowed);
    let is_folder = text.starts_with('/') && !text.contains('\0');
    is_name || (cfg!(unix) && is_folder)
}

/// Writes what the server and the client are told of the settings.
pub(super) fn write(settings: &Settings, server: &mut PgServer) {
    server.config.connect_timeout(settings.connect_timeout);
    if let Some(name) = &settings.application_name {
        server.config.application_name(name);
    }
    server.ssl = settings.ssl.clone();
    // Without the feature, no setting asks for more than `prefer`, which is then nothing.
    if cfg!(not(feature = "tls")) {
        server.ssl.mode = SslMode::Disable;
    }
    let timeouts = [
        ("statement_timeout", settings.statement_timeout),
        ("lock_timeout", settings.lock_timeout),
        ("idle_in_transaction_session_timeout", settings.idle_in_transaction_session_timeout),
    ];
    server.session = timeouts.into_iter().filter_map(|(name, time)| Some((name, time?))).collect();
}

impl PgServer {
    /// The server at this URL, with the settings of its query string that are not the pool's.
    ///
    /// # Errors
    /// Those of [`Config::from_url`], and `Kind::Config` for another database's URL.
    pub(crate) fn from_url(url: &str) -> Result<PgServer, Error> {
        match Config::from_url(url)?.backend {
            Backend::Postgres(server) => Ok(*server),
            #[cfg(feature = "sqlite")]
            Backend::Sqlite(_) => {
                Err(Error::new(crate::error::Kind::Config, "the URL is not PostgreSQL's"))
            }
        }
    }
}
