//! The forms of a URL.

use super::*;

#[test]
fn a_postgres_url_has_every_part() {
    let config = url("postgres://ann:p%40ss%2Fword@db.example.org:6543/shop");
    let server = server(&config);
    assert_eq!(server.get_user(), Some("ann"));
    assert_eq!(server.get_password(), Some(&b"p@ss/word"[..]));
    assert_eq!(
        server.get_hosts(),
        [tokio_postgres::config::Host::Tcp("db.example.org".to_owned())]
    );
    assert_eq!(server.get_ports(), [6543]);
    assert_eq!(server.get_dbname(), Some("shop"));
    assert_eq!(config.settings, Settings::default());
}

#[test]
fn a_postgres_url_may_be_short() {
    for text in ["postgres://h", "postgresql://h/", "PostgreSQL://h:5432", "postgres://@h"] {
        let config = url(text);
        let server = server(&config);
        assert_eq!(server.get_ports(), [5432], "{text}");
        assert_eq!((server.get_user(), server.get_dbname()), (None, None), "{text}");
        assert_eq!(server.get_password(), None, "{text}");
    }
    assert_eq!(server(&url("postgres://ann:@h")).get_password(), None);
}

#[test]
fn an_at_sign_in_a_password_ends_it_at_the_last_one() {
    let config = url("postgres://ann:p@ss@h/shop");
    assert_eq!(server(&config).get_password(), Some(&b"p@ss"[..]));
}

#[test]
fn a_password_may_be_other_bytes_than_utf8() {
    assert_eq!(server(&url("postgres://ann:%ff%FE+@h")).get_password(), Some(&b"\xff\xfe+"[..]));
}

#[test]
fn hosts_are_names_addresses_lists_and_sockets() {
    fn check(text: &str, expect: &[&str]) {
        let config = url(text);
        let server = server(&config);
        let hosts = server.get_hosts().iter().zip(server.get_ports());
        assert_eq!(
            hosts.map(crate::db::config::postgres::place).collect::<Vec<_>>(),
            expect,
            "{text}"
        );
    }
    check("postgres://10.0.0.1:1/d", &["10.0.0.1:1"]);
    check("postgres://[::1]/d", &["[::1]:5432"]);
    check("postgres://u@[fe80::1%25eth0]:65535/d", &["[fe80::1%eth0]:65535"]);
    check("postgres://a,b:2,c/d", &["a:5432", "b:2", "c:5432"]);
    check("postgres://%2Frun%2Fpostgresql/d", &["/run/postgresql:5432"]);
    check("postgres:///d?host=/run/postgresql&port=5433", &["/run/postgresql:5433"]);
    check("postgres://a,b/d?port=7", &["a:7", "b:7"]);
    check("postgres:///?host=db&user=ann&password=x&dbname=shop", &["db:5432"]);
}

#[test]
fn a_postgres_url_takes_its_parameters() {
    let config = url("postgres://h/d?sslmode=disable&application_name=my%20app&connect_timeout=3\
                      &options=-c%20lock_timeout%3D5s&target_session_attrs=read-write\
                      &channel_binding=prefer&max_connections=20&min_connections=2\
                      &acquire_timeout=500ms&max_waiting=9&circuit_breaker=off&retry_reads=on\
                      &leak_threshold=off&query_timeout=2m&idle_timeout=off&max_lifetime=0\
                      &slow_statement=1h&statement_cache=off");
    let server = server(&config);
    assert_eq!(server.get_ssl_mode(), tokio_postgres::config::SslMode::Disable);
    assert_eq!(server.get_application_name(), Some("my app"));
    assert_eq!(server.get_connect_timeout(), Some(&Duration::from_secs(3)));
    assert_eq!(server.get_options(), Some("-c lock_timeout=5s"));
    let expect = Settings {
        max_connections: 20,
        min_connections: 2,
        acquire_timeout: Duration::from_millis(500),
        max_waiting: Some(9),
        circuit_breaker: false,
        retry_reads: true,
        leak_threshold: None,
        connect_timeout: Duration::from_secs(3),
        query_timeout: Some(2 * MINUTE),
        idle_timeout: None,
        max_lifetime: None,
        slow_statement: Some(60 * MINUTE),
        statement_cache: 0,
        application_name: Some("my app".to_owned()),
        ssl_mode: crate::db::config::setting::SslMode::Disable,
    };
    assert_eq!(config.settings, expect);
}

#[test]
fn an_sqlite_url_is_a_file_or_the_memory() {
    fn check(text: &str, path: &str) {
        let config = url(text);
        let expect = SqlitePlace {
            path: path.into(),
            memory: path.is_empty(),
            create: true,
            busy_timeout: Duration::from_secs(5),
        };
        assert_eq!(*place(&config), expect, "{text}");
    }
    check("sqlite::memory:", "");
    check("sqlite://:memory:", "");
    check("SQLite:shop.db", "shop.db");
    check("sqlite://data/shop.db", "data/shop.db");
    check("sqlite:///var/lib/shop.db", "/var/lib/shop.db");
    check("sqlite:/var/lib/shop.db", "/var/lib/shop.db");
    check("sqlite:my%20shop%3F%23%25.db", "my shop?#%.db");
    check("sqlite:a'b\"; DROP TABLE x; --@.db", "a'b\"; DROP TABLE x; --@.db");
    check("sqlite:bücher.db", "bücher.db");
    check("sqlite:./memory:", "./memory:");
    assert_eq!(url("sqlite::memory:?max_connections=1").settings.max_connections, 1);

    let config = url("sqlite:shop.db?mode=rw&busy_timeout=250ms&max_connections=4");
    assert!(!place(&config).create);
    assert_eq!(place(&config).busy_timeout, Duration::from_millis(250));
    assert_eq!(config.settings.max_connections, 4);
    assert_eq!(place(&url("sqlite:a?busy_timeout=off")).busy_timeout, Duration::ZERO);
}
