//! The settings of a `Db`: their defaults, and what must hold between them.

use super::fault::{Faults, Naming, Wrong};
use super::setting::{
    CONNECTIONS, MOST_CONNECTIONS, NAME, NO_NAME, NO_TENANCY, ROLE, SETTINGS, TENANCY, is_name,
    is_role,
};
use super::text::{LONGEST, SHORTEST};
use crate::backend::ssl::{Root, Ssl, SslMode};
use crate::db::Tenancy;
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
    pub(crate) tenancy: Tenancy,
    pub(crate) application_name: Option<String>,
    pub(crate) row_level_security: bool,
    pub(crate) across_role: Option<String>,
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
            tenancy: Tenancy::Rows,
            application_name: None,
            row_level_security: false,
            across_role: None,
            ssl: Ssl::default(),
            statement_timeout: None,
            lock_timeout: None,
            idle_in_transaction_session_timeout: None,
        }
    }
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
        let mut settings = self.clone();
        for setting in &SETTINGS {
            if setting.time(&mut settings).is_some_and(|time| time < SHORTEST || time > LONGEST) {
                let accepted = setting.accepted_time();
                to.value(&setting.name(naming), Wrong::Form("is out of range"), accepted);
            }
        }
        if self.application_name.as_deref().is_some_and(|text| !is_name(text)) {
            to.value(&name("application_name"), NO_NAME, NAME);
        }
        if self.across_role.as_deref().is_some_and(|text| !is_role(text)) {
            to.value(&name("across_role"), NO_NAME, ROLE);
        }
        if self.across_role.is_some() && !self.row_level_security {
            to.wrong(format!(
                "{} says nothing without {}",
                name("across_role"),
                name("row_level_security")
            ));
        }
        if !self.tenancy.is_valid() {
            to.value(&name("tenancy"), NO_TENANCY, TENANCY);
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
