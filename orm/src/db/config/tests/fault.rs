//! The faults of a URL and of the values in it.

use super::*;

#[test]
fn a_fault_of_a_url_says_what_to_write() {
    let forms = "`postgres://user:password@host:port/database`, `sqlite::memory:`, `sqlite:path` \
                 or `sqlite:///absolute/path`";
    url_fault("", &format!("the scheme is missing; write {forms}"));
    url_fault("shop.db", &format!("the scheme is missing; write {forms}"));
    url_fault("mysql://h/d", &format!("unknown scheme `mysql`; write {forms}"));
    url_fault("C:\\shop.db", &format!("the scheme is unknown; write {forms}"));
    url_fault(
        "postgres:shop",
        "after the scheme must come `//`; write `postgres://user:password@host:port/database`",
    );
    url_fault(
        "postgres:///shop",
        "the host is missing; write `postgres://user:password@host:port/database`",
    );
    for port in ["0", "65536", "x", "", "-1", "+5", "5 ", "99999999999999999999", "５"] {
        let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
        let fault = if digits { "is out of range" } else { "is not a whole number" };
        url_fault(
            &format!("postgres://h:{port}/d"),
            &format!("the port {fault}; it must be a whole number from 1 to 65535"),
        );
    }
    let host =
        "the host must be a host's name, an IP address, or the absolute path of a socket's folder";
    for text in ["a b", "a'b", "%20", "a\\b", "a,,b", "%40abstract", "a;b", "$(id)"] {
        url_fault(&format!("postgres://{text}/d"), host);
    }
    url_fault("postgres://h/%ff", "the name of the database is not UTF-8 once it is decoded");
    url_fault("postgres://u%00@h/d", "the user has a NUL character");
    url_fault("postgres://u:a%00@h/d", "the password has a NUL character");
    for text in ["%", "%2", "%zz", "%+1", "%é"] {
        url_fault(
            &format!("postgres://u:{text}@h/d"),
            "the password has a `%` without two hexadecimal digits after it; a `%` itself is `%25`",
        );
    }
    url_fault("postgres://h/d#x", "there is a `#`; write it as `%23`");
    for text in ["postgres://h/d\n", " postgres://h/d", "postgres://h/\0", "sqlite:a\tb"] {
        url_fault(
            text,
            "there is a space at an end, or a control character; inside they are percent-encoded",
        );
    }
    for text in ["sqlite:", "sqlite://", "sqlite:?mode=rw"] {
        url_fault(text, "the path is missing; write `sqlite::memory:` or `sqlite:path`");
    }
    for text in ["sqlite:file:x?mode=rw", "sqlite:%3Amemory%3A", "sqlite://%66ile:x"] {
        url_fault(
            text,
            "the path must not begin with `:` or `file:`; \
             write `sqlite::memory:`, `sqlite:path` or `sqlite:///absolute/path`",
        );
    }
    url_fault("sqlite:a%00b", "the path has a NUL character");
    for text in ["sqlite:memory:", "sqlite://memory:", "sqlite:memory%3A?mode=rw"] {
        url_fault(
            text,
            "the path must not be `memory:`; write `sqlite::memory:`, or `sqlite:./memory:` for a file",
        );
    }
    for text in ["sqlite::memory:?max_connections=4", "sqlite://:memory:?max_connections=10"] {
        url_fault(
            text,
            "the parameter `max_connections` must be 1: a database in memory has one connection",
        );
    }
}

#[test]
fn a_fault_of_a_parameter_names_it() {
    let known = "max_connections, min_connections, acquire_timeout, max_waiting, circuit_breaker, \
                 retry_reads, leak_threshold, test_after_idle, connect_timeout, query_timeout, idle_timeout, max_lifetime, slow_statement, statement_cache, \
                 tenancy, application_name";
    url_fault(
        "sqlite:a?sslmode=disable",
        &format!("the parameter `sslmode` is unknown; there are {known}, mode, busy_timeout"),
    );
    url_fault(
        "postgres://h/d?across_role=all",
        "the parameter `across_role` says nothing without the parameter `row_level_security`",
    );
    url_fault(
        "postgres://h/d?pool=1",
        &format!(
            "the parameter `pool` is unknown; there are {known}, sslmode, sslcert, sslkey, \
             sslrootcert, row_level_security, across_role, statement_timeout, lock_timeout, idle_in_transaction_session_timeout, \
             host, port, user, password, dbname, options, target_session_attrs, \
             load_balance_hosts, channel_binding, keepalives, keepalives_idle, \
             keepalives_interval, keepalives_count, tcp_user_timeout"
        ),
    );
    url_fault("sqlite:a?mode=ro", "the parameter `mode` must be `rwc` or `rw`");
    url_fault("sqlite:a?mode=rw&mode=rw", "the parameter `mode` is there twice");
    url_fault("sqlite:a?max_connections", "the parameter `max_connections` has no value");
    url_fault("sqlite:a?max_connections=", "the parameter `max_connections` has no value");
    url_fault(
        "postgres://h/d?dbname=x",
        "the parameter `dbname` must be left out, as the URL has it before the `?` too",
    );
    url_fault(
        "postgres://h/d?sslmode=on",
        "the parameter `sslmode` is unknown; it must be one of `disable`, `prefer`, `require`, \
         `verify-ca`, `verify-full`",
    );
    url_fault(
        "sqlite:a?max_connections=0&min_connections=x",
        "the parameter `max_connections` is out of range; it must be a whole number from 1 to \
         262143; the parameter `min_connections` is not a whole number; it must be a whole number \
         from 0 to 262143",
    );
    url_fault(
        "sqlite:a?max_connections=2&min_connections=3",
        "the parameter `min_connections` (3) must not be more than the parameter \
         `max_connections` (2)",
    );
}

#[test]
#[cfg(not(feature = "tls"))]
fn tls_is_refused_by_name() {
    let off = "asks for TLS, but the feature `tls` of `orm` is off; turn it on, or";
    for text in ["sslmode=require", "sslmode=verify-ca", "sslmode=verify-full"] {
        let error = Config::from_url(&format!("postgres://h/d?{text}")).expect_err(text);
        assert!(error.is_unsupported(), "{error:?}");
        assert_eq!(
            error.to_string(),
            format!(
                "invalid database URL: the parameter `sslmode` {off} use `disable` or `prefer`"
            )
        );
    }
    for (name, parameter) in [
        ("DB_SSL_CERT_PATH", "sslcert"),
        ("DB_SSL_KEY_PATH", "sslkey"),
        ("DB_SSL_ROOT_CERT_PATH", "sslrootcert"),
    ] {
        let error = vars(&[("DATABASE_URL", "postgres://h/d"), (name, "a.pem")]).expect_err(name);
        assert!(error.is_unsupported(), "{error:?}");
        assert_eq!(error.to_string(), format!("invalid environment: {name} {off} leave this out"));
        let error = Config::from_url(&format!("postgres://h/d?{parameter}=a.pem"));
        assert!(error.expect_err(parameter).is_unsupported());
    }
    // With a fault of another kind, the whole is a fault.
    let error = Config::from_url("postgres://h/d?sslmode=require&max_connections=x");
    assert!(error.expect_err("two faults").is_config());
    assert!(Config::from_url("postgres://h/d?channel_binding=require").is_err());
    let config = url("postgres://h/d?sslmode=prefer");
    assert_eq!(whole_server(&config).ssl.mode, SslMode::Disable);
}

#[test]
fn there_is_no_network_to_encrypt() {
    let config = vars(&[("DATABASE_URL", "sqlite:a"), ("DB_SSL_MODE", "require")]);
    assert!(config.is_ok());
}

#[test]
#[cfg(feature = "tls")]
fn what_tls_needs_is_taken() {
    for (text, mode) in [
        ("disable", SslMode::Disable),
        ("prefer", SslMode::Prefer),
        ("require", SslMode::Require),
        ("verify-ca", SslMode::VerifyCa),
        ("verify-full", SslMode::VerifyFull),
    ] {
        let config = url(&format!("postgres://h/d?sslmode={text}"));
        assert_eq!(whole_server(&config).ssl.mode, mode);
        let config = vars(&[("DATABASE_URL", "postgres://h/d"), ("DB_SSL_MODE", text)]);
        assert_eq!(whole_server(&config.expect("valid")).ssl.mode, mode);
    }
    let expect = Ssl {
        mode: SslMode::VerifyFull,
        certificate: Some("c.pem".into()),
        key: Some("/a b/k.pem".into()),
        root: Some(Root::File("./system".into())),
    };
    let config = url("postgres://h/d?sslmode=verify-full&sslcert=c.pem&sslkey=/a%20b/k.pem\
                      &sslrootcert=./system");
    assert_eq!(whole_server(&config).ssl, expect);
    let config = url("postgres://h/d?sslmode=verify-full&sslrootcert=system");
    assert_eq!(whole_server(&config).ssl.root, Some(Root::System));
}

#[test]
#[cfg(feature = "tls")]
fn what_tls_needs_goes_together() {
    for text in ["sslcert=a", "sslkey=a"] {
        url_fault(
            &format!("postgres://h/d?{text}"),
            "the parameter `sslcert` and the parameter `sslkey` go together",
        );
    }
    for text in ["sslrootcert=system", "sslmode=verify-ca&sslrootcert=system"] {
        url_fault(
            &format!("postgres://h/d?{text}"),
            "the parameter `sslmode` must be `verify-full` where the parameter `sslrootcert` is \
             `system`: anybody has a certificate of these",
        );
    }
    // A key, where its file's path belongs, is told to nobody.
    let key = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----";
    vars_fault(
        &[("DB_SSL_CERT_PATH", "a.pem"), ("DB_SSL_KEY_PATH", key)],
        "DB_SSL_KEY_PATH is not a path; it must be the path of a file; DB_SSL_CERT_PATH and \
         DB_SSL_KEY_PATH go together",
    );
}

#[test]
fn times_have_units() {
    fn check(text: &str, expect: Option<Duration>) {
        let config = url(&format!("sqlite:a?query_timeout={text}"));
        assert_eq!(config.settings.query_timeout, expect, "{text}");
    }
    check("1", Some(Duration::from_secs(1)));
    check("1ms", Some(Duration::from_millis(1)));
    check("007s", Some(Duration::from_secs(7)));
    check("2m", Some(2 * MINUTE));
    check("576h", Some(576 * 60 * MINUTE));
    for off in ["off", "0", "0ms", "0s", "0m", "0h"] {
        check(off, None);
    }
    let accepts = "it must be `off`, or a time from `1ms` to `576h`, such as `500ms`, `30s`, \
                   `2m`, or `30` for seconds";
    for text in ["s", "ms", "-1s", "+1s", "1.5s", "1 s", "1S", "1d", "1us", "Off", "1e3", "∞"] {
        let fault = format!("the parameter `query_timeout` is not a time; {accepts}");
        url_fault(&format!("sqlite:a?query_timeout={text}"), &fault);
    }
    for text in ["577h", "18446744073709551615h", "18446744073709551616", "99999999999999999999h"] {
        let fault = format!("the parameter `query_timeout` is out of range; {accepts}");
        url_fault(&format!("sqlite:a?query_timeout={text}"), &fault);
    }
    for name in ["acquire_timeout", "connect_timeout"] {
        for zero in ["0", "0s", "off"] {
            let error = Config::from_url(&format!("sqlite:a?{name}={zero}")).expect_err(zero);
            assert!(error.to_string().contains(name), "{error}");
        }
    }
}
