//! Each setting as text: its names, and what its value may be.

use super::fault::{Faults, Naming, Wrong};
use super::settings::Settings;
use super::text::{duration, duration_or_off, number, on_or_off};
use crate::backend::ssl::{Root, SslMode};
use crate::db::Tenancy;
use Value::{File, OnOrOff, Other, ServersTime, Time, TimeOrOff};
use std::path::PathBuf;
use std::time::Duration;

/// One setting.
pub(super) struct Setting {
    /// Its name in a URL, and the builder's.
    pub(super) parameter: &'static str,
    /// Its name in the environment.
    pub(super) variable: &'static str,
    /// Whether it says nothing to an embedded database.
    pub(super) remote: bool,
    value: Value,
}

/// What its value is, and where it goes.
enum Value {
    OnOrOff(fn(&mut Settings) -> &mut bool),
    Time(fn(&mut Settings) -> &mut Duration),
    TimeOrOff(fn(&mut Settings) -> &mut Option<Duration>),
    /// Zero is off, and `None` the server's own.
    ServersTime(fn(&mut Settings) -> &mut Option<Duration>),
    File(fn(&mut Settings) -> &mut Option<PathBuf>),
    Other {
        accepts: &'static str,
        set: fn(&mut Settings, &str) -> Result<(), Wrong>,
    },
}

/// Of a pool, whatever the database.
const fn local(parameter: &'static str, variable: &'static str, value: Value) -> Setting {
    Setting { parameter, variable, remote: false, value }
}

/// Of the way to a server, and its sessions.
const fn remote(parameter: &'static str, variable: &'static str, value: Value) -> Setting {
    Setting { parameter, variable, remote: true, value }
}

impl Setting {
    pub(super) fn name(&self, naming: Naming) -> String {
        match naming {
            Naming::Parameter => format!("the parameter `{}`", self.parameter),
            Naming::Variable => self.variable.to_owned(),
            Naming::Setter => format!("`{}`", self.parameter),
        }
    }

    /// Sets it from a text, or adds a fault.
    pub(super) fn read(&self, settings: &mut Settings, text: &str, as_: Naming, to: &mut Faults) {
        if let Err(wrong) = self.value.set(settings, text) {
            let accepts = match wrong {
                Wrong::Form(_) => self.value.accepts(),
                Wrong::Tls if self.parameter == "sslmode" => {
                    "turn it on, or use `disable` or `prefer`"
                }
                Wrong::Tls => "turn it on, or leave this out",
            };
            to.value(&self.name(as_), wrong, accepts);
        }
    }

    /// What a setter accepts, if it is a time.
    pub(super) fn accepted_time(&self) -> &'static str {
        match self.value {
            TimeOrOff(_) | ServersTime(_) => {
                "a time from 1 ms to 24 days, or `None` to turn it off"
            }
            _ => "a time from 1 ms to 24 days",
        }
    }

    /// The time that it is, if it is one and not off.
    pub(super) fn time(&self, settings: &mut Settings) -> Option<Duration> {
        match self.value {
            Time(at) => Some(*at(settings)),
            TimeOrOff(at) => *at(settings),
            ServersTime(at) => at(settings).filter(|time| !time.is_zero()),
            OnOrOff(_) | File(_) | Other { .. } => None,
        }
    }
}

impl Value {
    fn set(&self, to: &mut Settings, text: &str) -> Result<(), Wrong> {
        match self {
            OnOrOff(at) => *at(to) = on_or_off(text)?,
            Time(at) => *at(to) = duration(text)?,
            TimeOrOff(at) => *at(to) = duration_or_off(text)?,
            ServersTime(at) => *at(to) = Some(duration_or_off(text)?.unwrap_or_default()),
            File(at) => *at(to) = Some(file(text)?),
            Other { set, .. } => set(to, text)?,
        }
        Ok(())
    }

    fn accepts(&self) -> &'static str {
        match self {
            OnOrOff(_) => "`on`, `1`, `off` or `0`",
            Time(_) => {
                "a time from `1ms` to `576h`, such as `500ms`, `30s`, `2m`, or `30` for seconds"
            }
            TimeOrOff(_) | ServersTime(_) => {
                "`off`, or a time from `1ms` to `576h`, such as `500ms`, `30s`, `2m`, or `30` for \
                 seconds"
            }
            File(_) => "the path of a file",
            Other { accepts, .. } => accepts,
        }
    }
}

/// The most connections that a PostgreSQL server can be configured for (its `MAX_BACKENDS`).
pub(super) const MOST_CONNECTIONS: u64 = 262_143;
const MOST_STATEMENTS: u64 = 100_000;
/// PostgreSQL cuts longer names off (its `NAMEDATALEN`).
const LONGEST_NAME: usize = 63;

pub(super) const CONNECTIONS: &str = "a whole number from 1 to 262143";
pub(super) const NO_NAME: Wrong = Wrong::Form("is not a name");
pub(super) const NAME: &str = "1 to 63 printable ASCII characters";
pub(super) const ROLE: &str = "the name of a role, 1 to 63 bytes";
pub(super) const NO_TENANCY: Wrong = Wrong::Form("is no way to keep tenants");
pub(super) const TENANCY: &str = "`rows`, `directory`, `schemas`, or `schemas:` and what the schemas' names begin \
     with, 1 to 27 letters, digits, `_` and `-`, not `pg_`";

/// Every setting, in the order in which they are told.
pub(super) const SETTINGS: [Setting; 25] = [
    local(
        "max_connections",
        "DB_MAX_POOL_SIZE",
        Other {
            accepts: CONNECTIONS,
            set: |to, text| {
                to.max_connections = number(text, 1..=MOST_CONNECTIONS)?;
                Ok(())
            },
        },
    ),
    local(
        "min_connections",
        "DB_MIN_POOL_SIZE",
        Other {
            accepts: "a whole number from 0 to 262143",
            set: |to, text| {
                to.min_connections = number(text, 0..=MOST_CONNECTIONS)?;
                Ok(())
            },
        },
    ),
    local("acquire_timeout", "DB_ACQUIRE_TIMEOUT", Time(|to| &mut to.acquire_timeout)),
    local(
        "max_waiting",
        "DB_MAX_WAITING",
        Other {
            accepts: "`off`, or a whole number from 0 to 4294967295",
            set: |to, text| {
                to.max_waiting = match text {
                    "off" => None,
                    _ => Some(number(text, 0..=u64::from(u32::MAX))?),
                };
                Ok(())
            },
        },
    ),
    local("circuit_breaker", "DB_CIRCUIT_BREAKER", OnOrOff(|to| &mut to.circuit_breaker)),
    local("retry_reads", "DB_RETRY_READS", OnOrOff(|to| &mut to.retry_reads)),
    local("leak_threshold", "DB_LEAK_THRESHOLD", TimeOrOff(|to| &mut to.leak_threshold)),
    local("test_after_idle", "DB_TEST_AFTER_IDLE", TimeOrOff(|to| &mut to.test_after_idle)),
    local("connect_timeout", "DB_CONNECT_TIMEOUT", Time(|to| &mut to.connect_timeout)),
    local("query_timeout", "DB_QUERY_TIMEOUT", TimeOrOff(|to| &mut to.query_timeout)),
    local("idle_timeout", "DB_IDLE_TIMEOUT", TimeOrOff(|to| &mut to.idle_timeout)),
    local("max_lifetime", "DB_MAX_LIFETIME", TimeOrOff(|to| &mut to.max_lifetime)),
    local("slow_statement", "DB_SLOW_QUERY", TimeOrOff(|to| &mut to.slow_statement)),
    local(
        "statement_cache",
        "DB_STATEMENT_CACHE",
        Other {
            accepts: "`off`, or a whole number from 0 to 100000",
            set: |to, text| {
                to.statement_cache = match text {
                    "off" => 0,
                    _ => number(text, 0..=MOST_STATEMENTS)?,
                };
                Ok(())
            },
        },
    ),
    local(
        "tenancy",
        "DB_TENANCY",
        Other {
            accepts: TENANCY,
            set: |to, text| {
                to.tenancy = Tenancy::parse(text).ok_or(NO_TENANCY)?;
                Ok(())
            },
        },
    ),
    local(
        "application_name",
        "DB_APPLICATION_NAME",
        Other {
            accepts: NAME,
            set: |to, text| {
                if !is_name(text) {
                    return Err(NO_NAME);
                }
                to.application_name = Some(text.to_owned());
                Ok(())
            },
        },
    ),
    remote(
        "sslmode",
        "DB_SSL_MODE",
        Other {
            accepts: "one of `disable`, `prefer`, `require`, `verify-ca`, `verify-full`",
            set: |to, text| {
                to.ssl.mode = match text {
                    "disable" => SslMode::Disable,
                    "prefer" => SslMode::Prefer,
                    "require" => encrypted(SslMode::Require)?,
                    "verify-ca" => encrypted(SslMode::VerifyCa)?,
                    "verify-full" => encrypted(SslMode::VerifyFull)?,
                    _ => return Err(Wrong::Form("is unknown")),
                };
                Ok(())
            },
        },
    ),
    remote("sslcert", "DB_SSL_CERT_PATH", File(|to| &mut to.ssl.certificate)),
    remote("sslkey", "DB_SSL_KEY_PATH", File(|to| &mut to.ssl.key)),
    remote(
        "sslrootcert",
        "DB_SSL_ROOT_CERT_PATH",
        Other {
            accepts: "`system`, or the path of a file",
            set: |to, text| {
                to.ssl.root = Some(match text {
                    "system" => encrypted(Root::System)?,
                    _ => Root::File(file(text)?),
                });
                Ok(())
            },
        },
    ),
    remote("row_level_security", "DB_ROW_LEVEL_SECURITY", OnOrOff(|to| &mut to.row_level_security)),
    remote(
        "across_role",
        "DB_ACROSS_ROLE",
        Other {
            accepts: ROLE,
            set: |to, text| {
                if !is_role(text) {
                    return Err(NO_NAME);
                }
                to.across_role = Some(text.to_owned());
                Ok(())
            },
        },
    ),
    remote(
        "statement_timeout",
        "DB_STATEMENT_TIMEOUT",
        ServersTime(|to| &mut to.statement_timeout),
    ),
    remote("lock_timeout", "DB_LOCK_TIMEOUT", ServersTime(|to| &mut to.lock_timeout)),
    remote(
        "idle_in_transaction_session_timeout",
        "DB_IDLE_IN_TRANSACTION_SESSION_TIMEOUT",
        ServersTime(|to| &mut to.idle_in_transaction_session_timeout),
    ),
];

/// What needs TLS.
fn encrypted<T>(value: T) -> Result<T, Wrong> {
    if cfg!(feature = "tls") { Ok(value) } else { Err(Wrong::Tls) }
}

/// The path of a file. What a file holds is no path, and may be a secret.
fn file(text: &str) -> Result<PathBuf, Wrong> {
    match text.contains("-----BEGIN") || text.chars().any(char::is_control) {
        true => Err(Wrong::Form("is not a path")),
        false => encrypted(PathBuf::from(text)),
    }
}

/// PostgreSQL puts a `?` in the place of every other character.
pub(super) fn is_name(text: &str) -> bool {
    let printable = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
    (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(printable)
}

/// The name of a role, which may have any character but NUL (PostgreSQL manual, 4.1.1).
pub(super) fn is_role(text: &str) -> bool {
    (1..=LONGEST_NAME).contains(&text.len()) && !text.contains('\0')
}
