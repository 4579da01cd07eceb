//! The settings of a pool: their defaults, their names, and what their values may be.

use super::fault::{Faults, Naming, Wrong};
use super::text::{LONGEST, SHORTEST, duration, duration_or_off, number, on_or_off};
use crate::backend::ssl::{Root, Ssl, SslMode};
use std::path::PathBuf;
use std::time::Duration;

/// How a pool behaves. The table of [`Config`](super::Config) says what each one is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) max_connections: u32,
    pub(crate) min_connections: u32,
    pub(crate) acquire_timeout: Duration,
    pub(crate) max_waiting: Option<u32>,
    pub(crate) circuit_breaker: bool,
    pub(crate) retry_reads: bool,
    pub(crate) leak_threshold: Option<Duration>,
    pub(crate) test_after_idle: Option<Duration>,
    pub(crate) connect_timeout: Duration,
    pub(crate) query_timeout: Option<Duration>,
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) max_lifetime: Option<Duration>,
    pub(crate) slow_statement: Option<Duration>,
    /// How many; zero keeps none.
    pub(crate) statement_cache: usize,
    pub(crate) application_name: Option<String>,
    pub(crate) ssl: Ssl,
    /// Of these three, `None` is the server's own setting, and zero is off.
    pub(crate) statement_timeout: Option<Duration>,
    pub(crate) lock_timeout: Option<Duration>,
    pub(crate) idle_in_transaction_session_timeout: Option<Duration>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            max_connections: 10,
            min_connections: 0,
            acquire_timeout: Duration::from_secs(30),
            max_waiting: Some(10_000),
            circuit_breaker: true,
            retry_reads: true,
            leak_threshold: None,
            test_after_idle: Some(Duration::from_secs(30)),
            connect_timeout: Duration::from_secs(5),
            query_timeout: None,
            idle_timeout: Some(Duration::from_secs(10 * 60)),
            max_lifetime: Some(Duration::from_secs(30 * 60)),
            slow_statement: Some(Duration::from_secs(1)),
            statement_cache: 256,
            application_name: None,
            ssl: Ssl::default(),
            statement_timeout: None,
            lock_timeout: None,
            idle_in_transaction_session_timeout: None,
        }
    }
}

/// One setting as text.
pub(super) struct Setting {
    /// Its name in a URL, and the builder's.
    pub(super) parameter: &'static str,
    /// Its name in the environment.
    pub(super) variable: &'static str,
    /// Whether it says nothing to an embedded database.
    pub(super) remote: bool,
    /// What its value must be.
    accepts: &'static str,
    set: fn(&mut Settings, &str) -> Result<(), Wrong>,
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
        if let Err(wrong) = (self.set)(settings, text) {
            let accepts = match wrong {
                Wrong::Form(_) => self.accepts,
                Wrong::Tls if self.parameter == "sslmode" => {
                    "turn it on, or use `disable` or `prefer`"
                }
                Wrong::Tls => "turn it on, or leave this out",
            };
            to.value(&self.name(as_), wrong, accepts);
        }
    }
}

/// The most connections that a PostgreSQL server can be configured for (its `MAX_BACKENDS`).
const MOST_CONNECTIONS: u64 = 262_143;
const MOST_STATEMENTS: u64 = 100_000;
/// PostgreSQL cuts longer names off (its `NAMEDATALEN`).
const LONGEST_NAME: usize = 63;

const CONNECTIONS: &str = "a whole number from 1 to 262143";
const TIME: &str = "a time from `1ms` to `576h`, such as `500ms`, `30s`, `2m`, or `30` for seconds";
const TIME_OR_OFF: &str =
    "`off`, or a time from `1ms` to `576h`, such as `500ms`, `30s`, `2m`, or `30` for seconds";
const ON_OR_OFF: &str = "`on`, `1`, `off` or `0`";
const FILE: &str = "the path of a file";
const NO_NAME: Wrong = Wrong::Form("is not a name");
const NAME: &str = "1 to 63 printable ASCII characters";

/// Every setting, in the order in which they are told.
pub(super) const SETTINGS: [Setting; 22] = [
    Setting {
        parameter: "max_connections",
        variable: "DB_MAX_POOL_SIZE",
        remote: false,
        accepts: CONNECTIONS,
        set: |to, text| {
            to.max_connections = number(text, 1..=MOST_CONNECTIONS)?;
            Ok(())
        },
    },
    Setting {
        parameter: "min_connections",
        variable: "DB_MIN_POOL_SIZE",
        remote: false,
        accepts: "a whole number from 0 to 262143",
        set: |to, text| {
            to.min_connections = number(text, 0..=MOST_CONNECTIONS)?;
            Ok(())
        },
    },
    Setting {
        parameter: "acquire_timeout",
        variable: "DB_ACQUIRE_TIMEOUT",
        remote: false,
        accepts: TIME,
        set: |to, text| {
            to.acquire_timeout = duration(text)?;
            Ok(())
        },
    },
    Setting {
        parameter: "max_waiting",
        variable: "DB_MAX_WAITING",
        remote: false,
        accepts: "`off`, or a whole number from 0 to 4294967295",
        set: |to, text| {
            to.max_waiting = match text {
                "off" => None,
                _ => Some(number(text, 0..=u64::from(u32::MAX))?),
            };
            Ok(())
        },
    },
    Setting {
        parameter: "circuit_breaker",
        variable: "DB_CIRCUIT_BREAKER",
        remote: false,
        accepts: ON_OR_OFF,
        set: |to, text| {
            to.circuit_breaker = on_or_off(text)?;
            Ok(())
        },
    },
    Setting {
        parameter: "retry_reads",
        variable: "DB_RETRY_READS",
        remote: false,
        accepts: ON_OR_OFF,
        set: |to, text| {
            to.retry_reads = on_or_off(text)?;
            Ok(())
        },
    },
    Setting {
        parameter: "leak_threshold",
        variable: "DB_LEAK_THRESHOLD",
        remote: false,
        accepts: TIME_OR_OFF,
        set: |to, text| {
            to.leak_threshold = duration_or_off(text)?;
            Ok(())
        },
    },
    Setting {
        parameter: "test_after_idle",
        variable: "DB_TEST_AFTER_IDLE",
        remote: false,
        accepts: TIME_OR_OFF,
        set: |to, text| {
            to.test_after_idle = duration_or_off(text)?;
            Ok(())
        },
    },
    Setting {
        parameter: "connect_timeout",
        variable: "DB_CONNECT_TIMEOUT",
        remote: false,
        accepts: TIME,
        set: |to, text| {
            to.connect_timeout = duration(text)?;
            Ok(())
        },
    },
    Setting {
        parameter: "query_timeout",
        variable: "DB_QUERY_TIMEOUT",
        remote: false,
        accepts: TIME_OR_OFF,
        set: |to, text| {
            to.query_timeout = duration_or_off(text)?;
            Ok(())
        },
    },
    Setting {
        parameter: "idle_timeout",
        variable: "DB_IDLE_TIMEOUT",
        remote: false,
        accepts: TIME_OR_OFF,
        set: |to, text| {
            to.idle_timeout = duration_or_off(text)?;
            Ok(())
        },
    },
    Setting {
        parameter: "max_lifetime",
        variable: "DB_MAX_LIFETIME",
        remote: false,
        accepts: TIME_OR_OFF,
        set: |to, text| {
            to.max_lifetime = duration_or_off(text)?;
            Ok(())
        },
    },
    Setting {
        parameter: "slow_statement",
        variable: "DB_SLOW_QUERY",
        remote: false,
        accepts: TIME_OR_OFF,
        set: |to, text| {
            to.slow_statement = duration_or_off(text)?;
            Ok(())
        },
    },
    Setting {
        parameter: "statement_cache",
        variable: "DB_STATEMENT_CACHE",
        remote: false,
        accepts: "`off`, or a whole number from 0 to 100000",
        set: |to, text| {
            to.statement_cache = match text {
                "off" => 0,
                _ => number(text, 0..=MOST_STATEMENTS)?,
            };
            Ok(())
        },
    },
    Setting {
        parameter: "application_name",
        variable: "DB_APPLICATION_NAME",
        remote: false,
        accepts: NAME,
        set: |to, text| {
            if !is_name(text) {
                return Err(NO_NAME);
            }
            to.application_name = Some(text.to_owned());
            Ok(())
        },
    },
    Setting {
        parameter: "sslmode",
        variable: "DB_SSL_MODE",
        remote: true,
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
    Setting {
        parameter: "sslcert",
        variable: "DB_SSL_CERT_PATH",
        remote: true,
        accepts: FILE,
        set: |to, text| {
            to.ssl.certificate = Some(file(text)?);
            Ok(())
        },
    },
    Setting {
        parameter: "sslkey",
        variable: "DB_SSL_KEY_PATH",
        remote: true,
        accepts: FILE,
        set: |to, text| {
            to.ssl.key = Some(file(text)?);
            Ok(())
        },
    },
    Setting {
        parameter: "sslrootcert",
        variable: "DB_SSL_ROOT_CERT_PATH",
        remote: true,
        accepts: "`system`, or the path of a file",
        set: |to, text| {
            to.ssl.root = Some(match text {
                "system" => encrypted(Root::System)?,
                _ => Root::File(file(text)?),
            });
            Ok(())
        },
    },
    Setting {
        parameter: "statement_timeout",
        variable: "DB_STATEMENT_TIMEOUT",
        remote: true,
        accepts: TIME_OR_OFF,
        set: |to, text| {
            to.statement_timeout = Some(duration_or_off(text)?.unwrap_or_default());
            Ok(())
        },
    },
    Setting {
        parameter: "lock_timeout",
        variable: "DB_LOCK_TIMEOUT",
        remote: true,
        accepts: TIME_OR_OFF,
        set: |to, text| {
            to.lock_timeout = Some(duration_or_off(text)?.unwrap_or_default());
            Ok(())
        },
    },
    Setting {
        parameter: "idle_in_transaction_session_timeout",
        variable: "DB_IDLE_IN_TRANSACTION_SESSION_TIMEOUT",
        remote: true,
        accepts: TIME_OR_OFF,
        set: |to, text| {
            let timeout = duration_or_off(text)?.unwrap_or_default();
            to.idle_in_transaction_session_timeout = Some(timeout);
            Ok(())
        },
    },
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
fn is_name(text: &str) -> bool {
    let printable = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
    (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(printable)
}

impl Settings {
    /// What is wrong between the settings, and with those that were not read from a text.
    pub(super) fn check(&self, naming: Naming, to: &mut Faults) {
        let name = |parameter: &str| {
            let setting = SETTINGS.iter().find(|setting| setting.parameter == parameter);
            setting.expect("the name of a setting").name(naming)
        };
        let most = u64::from(self.max_connections);
        if most == 0 || most > MOST_CONNECTIONS {
            to.value(&name("max_connections"), Wrong::Form("is out of range"), CONNECTIONS);
        } else if self.min_connections > self.max_connections {
            to.wrong(format!(
                "{} ({}) must not be more than {} ({most})",
                name("min_connections"),
                self.min_connections,
                name("max_connections"),
            ));
        }
        let times = [
            ("acquire_timeout", Some(self.acquire_timeout)),
            ("connect_timeout", Some(self.connect_timeout)),
            ("query_timeout", self.query_timeout),
            ("leak_threshold", self.leak_threshold),
            ("test_after_idle", self.test_after_idle),
            ("idle_timeout", self.idle_timeout),
            ("max_lifetime", self.max_lifetime),
            ("slow_statement", self.slow_statement),
            ("statement_timeout", unless_off(self.statement_timeout)),
            ("lock_timeout", unless_off(self.lock_timeout)),
            (
                "idle_in_transaction_session_timeout",
                unless_off(self.idle_in_transaction_session_timeout),
            ),
        ];
        for (parameter, time) in times {
            if time.is_some_and(|time| time < SHORTEST || time > LONGEST) {
                to.value(
                    &name(parameter),
                    Wrong::Form("is out of range"),
                    "a time from 1 ms to 24 days",
                );
            }
        }
        if self.application_name.as_deref().is_some_and(|text| !is_name(text)) {
            to.value(&name("application_name"), NO_NAME, NAME);
        }
        if self.ssl.certificate.is_some() != self.ssl.key.is_some() {
            to.wrong(format!("{} and {} go together", name("sslcert"), name("sslkey")));
        }
        if self.ssl.root == Some(Root::System) && self.ssl.mode != SslMode::VerifyFull {
            to.wrong(format!(
                "{} must be `verify-full` where {} is `system`: anybody has a certificate of these",
                name("sslmode"),
                name("sslrootcert"),
            ));
        }
    }
}

fn unless_off(time: Option<Duration>) -> Option<Duration> {
    time.filter(|time| !time.is_zero())
}
