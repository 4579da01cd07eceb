//! Reading a configuration: every form, every fault, and that no secret is told.

mod environment;
mod fault;
mod secret;
mod url;

use super::*;
use crate::backend::postgres::Target;
use crate::backend::ssl::{Root, Ssl, SslMode};
use crate::db::Tenancy;
use std::collections::HashMap;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

fn server(config: &Config) -> &tokio_postgres::Config {
    &whole_server(config).config
}

fn whole_server(config: &Config) -> &PgServer {
    match &config.backend {
        Backend::Postgres(server) => server,
        Backend::Sqlite(_) => panic!("not PostgreSQL"),
    }
}

fn place(config: &Config) -> &SqlitePlace {
    match &config.backend {
        Backend::Sqlite(place) => place,
        Backend::Postgres(_) => panic!("not SQLite"),
    }
}

fn url(url: &str) -> Config {
    Config::from_url(url).unwrap_or_else(|error| panic!("{url}: {error}"))
}

/// The URL has exactly this fault.
#[track_caller]
fn url_fault(url: &str, expect: &str) {
    let error = Config::from_url(url).expect_err(url);
    assert!(error.is_config(), "{url}: {error:?}");
    let message = error.to_string();
    let fault = message.strip_prefix("invalid database URL: ").expect("the error says what it is");
    assert_eq!(fault, expect, "{url}");
}

fn vars(vars: &[(&str, &str)]) -> Result<Config, Error> {
    let vars: HashMap<&str, &str> = vars.iter().copied().collect();
    Config::from_vars(|name| vars.get(name).map(|text| (*text).to_owned()))
}

/// The variables, beside a good URL, have exactly these faults.
#[track_caller]
fn vars_fault(set: &[(&str, &str)], expect: &str) {
    let mut set = set.to_vec();
    if !set.iter().any(|(name, _)| *name == "DB_HOST" || *name == "DATABASE_URL") {
        set.push(("DATABASE_URL", "postgres://localhost/shop"));
    }
    let error = vars(&set).expect_err("a fault");
    assert!(error.is_config(), "{error:?}");
    let message = error.to_string();
    let faults = message.strip_prefix("invalid environment: ").expect("the error says what it is");
    assert_eq!(faults, expect);
}

#[test]
fn what_a_builder_sets_is_checked_and_told_to_the_server() {
    let mut config = url("postgres://h/d");
    config.settings.connect_timeout = MINUTE;
    config.settings.application_name = Some("late".to_owned());
    let config = config.finish().expect("valid");
    assert_eq!(server(&config).get_connect_timeout(), Some(&MINUTE));
    assert_eq!(server(&config).get_application_name(), Some("late"));

    let mut config = url("sqlite::memory:");
    config.settings.max_connections = 0;
    config.settings.query_timeout = Some(Duration::ZERO);
    config.settings.idle_timeout = Some(Duration::MAX);
    config.settings.application_name = Some(String::new());
    let error = config.finish().expect_err("four faults");
    assert!(error.is_config());
    assert_eq!(
        error.to_string(),
        "invalid settings: `max_connections` is out of range; it must be a whole number from 1 to \
         262143; `query_timeout` is out of range; it must be a time from 1 ms to 24 days, or `None` \
         to turn it off; `idle_timeout` is out of range; it must be a time from 1 ms to 24 days, or \
         `None` to turn it off; \
         `application_name` is not a name; it must be 1 to 63 printable ASCII characters"
    );
}

#[test]
fn tenants_are_kept_in_ways_that_there_are() {
    let accepted = "it must be `rows`, `directory`, `schemas`, or `schemas:` and what the schemas' names \
                    begin with, 1 to 27 letters, digits, `_` and `-`, not `pg_`";
    let fault = |name: &str| format!("{name} is no way to keep tenants; {accepted}");
    url_fault("postgres://h/d?tenancy=schema", &fault("the parameter `tenancy`"));
    vars_fault(&[("DB_TENANCY", "schemas:a b")], &fault("DB_TENANCY"));
    let mut config = url("postgres://h/d");
    config.settings.tenancy = Tenancy::Schemas { prefix: "pg_".to_owned() };
    let error = config.finish().expect_err("the prefix is the server's");
    assert!(error.is_config() && error.to_string().ends_with(&fault("`tenancy`")), "{error}");
}

#[test]
fn debug_says_where_it_leads() {
    let config = url("postgres://ann:pw@h:1,[::1]:2/shop");
    assert_eq!(
        format!("{:?}", config.backend),
        r#"Postgres { hosts: ["h:1", "[::1]:2"], user: Some("ann"), database: Some("shop"), .. }"#
    );
}
