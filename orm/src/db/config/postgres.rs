//! Where a PostgreSQL server is, and who connects to it.

use super::fault::Faults;
use super::setting::{Settings, SslMode};
use super::text;
use std::fmt;
use tokio_postgres::config::{ChannelBinding, Host, SslMode as ServerSslMode, TargetSessionAttrs};

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
    "channel_binding",
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
    target: Option<TargetSessionAttrs>,
    channel_binding: Option<ChannelBinding>,
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
                self.target = Some(match value {
                    "any" => TargetSessionAttrs::Any,
                    "read-write" => TargetSessionAttrs::ReadWrite,
                    "read-only" => TargetSessionAttrs::ReadOnly,
                    _ => return Err("one of `any`, `read-write`, `read-only`"),
                });
            }
            _ => {
                self.channel_binding = Some(match value {
                    "disable" => ChannelBinding::Disable,
                    "prefer" => ChannelBinding::Prefer,
                    _ => return Err("`disable` or `prefer`, as this build has no TLS yet"),
                });
            }
        }
        Ok(())
    }

    /// The client's own form of it.
    pub(super) fn into_config(self, faults: &mut Faults) -> tokio_postgres::Config {
        if self.hosts.is_empty() && faults.is_empty() {
            faults.wrong(format!("the host is missing; write `{FORM}`"));
        }
        let mut config = tokio_postgres::Config::new();
        for (host, port) in self.hosts {
            config.host(host).port(port.or(self.port).unwrap_or(PORT));
        }
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
        if let Some(target) = self.target {
            config.target_session_attrs(target);
        }
        if let Some(channel_binding) = self.channel_binding {
            config.channel_binding(channel_binding);
        }
        config
    }
}

const FORM: &str = "postgres://user:password@host:port/database";
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
pub(super) fn write(settings: &Settings, server: &mut tokio_postgres::Config) {
    server.connect_timeout(settings.connect_timeout);
    server.ssl_mode(match settings.ssl_mode {
        SslMode::Disable => ServerSslMode::Disable,
        SslMode::Prefer => ServerSslMode::Prefer,
    });
    if let Some(name) = &settings.application_name {
        server.application_name(name);
    }
}

/// Says where the server is and who connects, without the password and the options.
pub(super) fn debug(server: &tokio_postgres::Config, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let hosts: Vec<String> = server.get_hosts().iter().zip(server.get_ports()).map(place).collect();
    f.debug_struct("Postgres")
        .field("hosts", &hosts)
        .field("user", &server.get_user())
        .field("database", &server.get_dbname())
        .finish_non_exhaustive()
}

pub(super) fn place((host, port): (&Host, &u16)) -> String {
    match host {
        Host::Tcp(name) if name.contains(':') => format!("[{name}]:{port}"),
        Host::Tcp(name) => format!("{name}:{port}"),
        #[cfg(unix)]
        Host::Unix(folder) => format!("{}:{port}", folder.display()),
    }
}
