//! The forms of a URL.

use super::*;

fn places(config: &Config) -> Vec<String> {
    whole_server(config).places.iter().map(ToString::to_string).collect()
}

#[test]
fn a_postgres_url_has_every_part() {
    let config = url("postgres://ann:p%40ss%2Fword@db.example.org:6543/shop");
    let server = server(&config);
    assert_eq!(server.get_user(), Some("ann"));
    assert_eq!(server.get_password(), Some(&b"p@ss/word"[..]));
    assert_eq!(places(&config), ["db.example.org:6543"]);
    assert_eq!(server.get_dbname(), Some("shop"));
    assert_eq!(config.settings, Settings::default());
}

#[test]
fn a_postgres_url_may_be_short() {
    for text in ["postgres://h", "postgresql://h/", "PostgreSQL://h:5432", "postgres://@h"] {
        let config = url(text);
        let server = server(&config);
        assert_eq!(places(&config), ["h:5432"], "{text}");
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
        assert_eq!(places(&url(text)), expect, "{text}");
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
                      &leak_threshold=off&test_after_idle=500ms&query_timeout=2m&idle_timeout=off&max_lifetime=0\
                      &slow_statement=1h&statement_cache=off&tenancy=schemas:shop_&row_level_security=1&across_role=all%20of%20us");
    let server = server(&config);
    assert_eq!(whole_server(&config).target, Target::ReadWrite);
    assert_eq!(whole_server(&config).ssl.mode, SslMode::Disable);
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
        test_after_idle: Some(Duration::from_millis(500)),
        connect_timeout: Duration::from_secs(3),
        query_timeout: Some(2 * MINUTE),
        idle_timeout: None,
        max_lifetime: None,
        slow_statement: Some(60 * MINUTE),
        statement_cache: 0,
        tenancy: Tenancy::Schemas { prefix: "shop_".to_owned() },
        application_name: Some("my app".to_owned()),
        row_level_security: true,
        across_role: Some("all of us".to_owned()),
        ssl: Ssl { mode: SslMode::Disable, ..Ssl::default() },
        statement_timeout: None,
        lock_timeout: None,
        idle_in_transaction_session_timeout: None,
    };
    assert_eq!(config.settings, expect);
}

#[test]
fn sockets_are_watched_unless_told_otherwise() {
    fn check(query: &str, alive: bool, times: (u64, u64, u32), user: Option<u64>) {
        let config = url(&format!("postgres://h/d?{query}"));
        let server = server(&config);
        assert_eq!(server.get_keepalives(), alive, "{query}");
        let seconds = Duration::from_secs;
        assert_eq!(server.get_keepalives_idle(), seconds(times.0), "{query}");
        assert_eq!(server.get_keepalives_interval(), Some(seconds(times.1)), "{query}");
        assert_eq!(server.get_keepalives_retries(), Some(times.2), "{query}");
        let user = user.map(Duration::from_millis);
        assert_eq!(server.get_tcp_user_timeout(), user.as_ref(), "{query}");
    }
    check("", true, (30, 10, 3), Some(30_000));
    check("keepalives=0&tcp_user_timeout=0", false, (30, 10, 3), None);
    check("keepalives=off&tcp_user_timeout=off", false, (30, 10, 3), None);
    check("keepalives=1&tcp_user_timeout=2500", true, (30, 10, 3), Some(2500));
    check(
        "keepalives_idle=60&keepalives_interval=5s&keepalives_count=9",
        true,
        (60, 5, 9),
        Some(30_000),
    );
    check("keepalives_idle=2m&tcp_user_timeout=1m", true, (120, 10, 3), Some(60_000));
    for query in [
        "keepalives=yes",
        "keepalives_idle=0",
        "keepalives_idle=500ms",
        "keepalives_interval=40000",
        "keepalives_count=0",
        "keepalives_count=128",
        "tcp_user_timeout=x",
        "load_balance_hosts=on",
        "channel_binding=on",
    ] {
        let error = Config::from_url(&format!("postgres://h/d?{query}")).expect_err(query);
        let name = query.split('=').next().expect("a split has a first part");
        assert!(error.is_config() && error.to_string().contains(name), "{error}");
    }
}

#[test]
fn a_host_of_several_is_chosen_by_its_role() {
    for (text, expect) in [
        ("any", Target::Any),
        ("read-write", Target::ReadWrite),
        ("read-only", Target::ReadOnly),
        ("primary", Target::Primary),
        ("standby", Target::Standby),
        ("prefer-standby", Target::PreferStandby),
    ] {
        let config = url(&format!("postgres://a,b/d?target_session_attrs={text}"));
        assert_eq!(whole_server(&config).target, expect);
        assert!(!whole_server(&config).shuffled);
    }
    assert!(whole_server(&url("postgres://a,b/d?load_balance_hosts=random")).shuffled);
    url_fault(
        "postgres://a,b/d?target_session_attrs=master",
        "the parameter `target_session_attrs` must be one of `any`, `read-write`, `read-only`, \
         `primary`, `standby`, `prefer-standby`",
    );
}

#[test]
fn a_session_has_only_the_timeouts_that_are_set() {
    assert_eq!(whole_server(&url("postgres://h/d")).session, []);
    let config = url("postgres://h/d?lock_timeout=1500ms&statement_timeout=off");
    let expect =
        [("statement_timeout", Duration::ZERO), ("lock_timeout", Duration::from_millis(1500))];
    assert_eq!(whole_server(&config).session, expect);
    let finished = config.finish().expect("valid");
    assert_eq!(whole_server(&finished).session, expect);
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
