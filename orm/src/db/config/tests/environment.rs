//! The variables and their faults.

use super::*;

#[test]
fn the_environment_has_a_url() {
    let config = vars(&[
        ("DATABASE_URL", "postgres://ann@h/shop?max_connections=7&query_timeout=1s"),
        ("DB_MAX_POOL_SIZE", "9"),
        ("DB_MIN_POOL_SIZE", "8"),
        ("DB_ACQUIRE_TIMEOUT", "1"),
        ("DB_MAX_WAITING", "off"),
        ("DB_CIRCUIT_BREAKER", "on"),
        ("DB_RETRY_READS", "off"),
        ("DB_LEAK_THRESHOLD", "1m"),
        ("DB_TEST_AFTER_IDLE", "off"),
        ("DB_IDLE_TIMEOUT", "2m"),
        ("DB_MAX_LIFETIME", "off"),
        ("DB_CONNECT_TIMEOUT", "4s"),
        ("DB_SLOW_QUERY", "10ms"),
        ("DB_STATEMENT_CACHE", "0"),
        ("DB_APPLICATION_NAME", "shop"),
        ("DB_ROW_LEVEL_SECURITY", "on"),
        ("DB_ACROSS_ROLE", "auditor"),
        ("DB_SSL_MODE", "disable"),
        ("DB_STATEMENT_TIMEOUT", "5s"),
        ("DB_TENANCY", "schemas"),
        ("DB_LOCK_TIMEOUT", "off"),
        ("DB_IDLE_IN_TRANSACTION_SESSION_TIMEOUT", "1m"),
        ("DB_HOST", ""),
    ])
    .expect("valid");
    let expect = Settings {
        max_connections: 9,
        min_connections: 8,
        acquire_timeout: Duration::from_secs(1),
        max_waiting: None,
        circuit_breaker: true,
        retry_reads: false,
        leak_threshold: Some(MINUTE),
        test_after_idle: None,
        connect_timeout: Duration::from_secs(4),
        query_timeout: Some(Duration::from_secs(1)),
        idle_timeout: Some(2 * MINUTE),
        max_lifetime: None,
        slow_statement: Some(Duration::from_millis(10)),
        statement_cache: 0,
        tenancy: Tenancy::schemas(),
        application_name: Some("shop".to_owned()),
        row_level_security: true,
        across_role: Some("auditor".to_owned()),
        ssl: Ssl { mode: SslMode::Disable, ..Ssl::default() },
        statement_timeout: Some(Duration::from_secs(5)),
        lock_timeout: Some(Duration::ZERO),
        idle_in_transaction_session_timeout: Some(MINUTE),
    };
    assert_eq!(config.settings, expect);
    assert_eq!(server(&config).get_application_name(), Some("shop"));
    assert_eq!(server(&config).get_connect_timeout(), Some(&Duration::from_secs(4)));
}

#[test]
fn the_environment_has_parts() {
    let config = vars(&[
        ("DB_HOST", "db"),
        ("DB_PORT", "6543"),
        ("DB_NAME", "a/b?c%20"),
        ("DB_USER", "ann@x"),
        ("DB_PASSWORD", "p:/?#@%ss"),
    ])
    .expect("valid");
    let server = server(&config);
    assert_eq!(server.get_dbname(), Some("a/b?c%20"));
    assert_eq!(server.get_user(), Some("ann@x"));
    assert_eq!(server.get_password(), Some(&b"p:/?#@%ss"[..]));
    assert_eq!(whole_server(&config).places[0].port, 6543);
    let socket = [("DB_HOST", "/run/postgresql"), ("DB_NAME", "a"), ("DB_USER", "b")];
    assert!(vars(&socket).is_ok());
}

#[test]
fn every_fault_of_the_environment_is_in_one_error() {
    vars_fault(
        &[("DB_HOST", "postgres://u:p@h/d"), ("DB_PORT", "x"), ("DB_MAX_POOL_SIZE", "ten")],
        "DB_HOST must be a host's name, an IP address, or the absolute path of a socket's folder; \
         DB_PORT must be a whole number from 1 to 65535; DB_NAME is missing; DB_USER is missing; \
         DB_MAX_POOL_SIZE is not a whole number; it must be a whole number from 1 to 262143",
    );
    vars_fault(
        &[("DATABASE_URL", "sqlite:"), ("DB_MIN_POOL_SIZE", "11")],
        "DATABASE_URL: the path is missing; write `sqlite::memory:` or `sqlite:path`; \
         DB_MIN_POOL_SIZE (11) must not be more than DB_MAX_POOL_SIZE (10)",
    );
    vars_fault(
        &[("DATABASE_URL", "sqlite:a"), ("DB_HOST", "h"), ("DB_PASSWORD", "x")],
        "DATABASE_URL and DB_HOST, DB_PASSWORD are both set; set either DATABASE_URL or the parts \
         DB_HOST, DB_PORT, DB_NAME, DB_USER, DB_PASSWORD",
    );
    vars_fault(
        &[("DB_APPLICATION_NAME", "a\nb")],
        "DB_APPLICATION_NAME is not a name; it must be 1 to 63 printable ASCII characters",
    );
    vars_fault(
        &[("DB_HOST", "h"), ("DB_NAME", "d"), ("DB_USER", "u\0"), ("DB_PASSWORD", "a\0b")],
        "DB_USER has a NUL character; DB_PASSWORD has a NUL character",
    );
    let error = vars(&[("DATABASE_URL", "")]).expect_err("nothing is set").to_string();
    assert!(error.contains("DATABASE_URL is not set") && error.contains("DB_HOST"), "{error}");
    let error =
        crate::db::config::environment::read(|name| (name == "DATABASE_URL").then_some(Err(())));
    assert_eq!(
        error.expect_err("not UTF-8").to_string(),
        "invalid environment: DATABASE_URL is not UTF-8"
    );
}
