//! Hosts that are dead, silent, or refuse us.

use super::{dead, everything, parts, soon, with_hosts};
use orm::{Db, Error};
use orm_tests::setup::{self, Proxy, Server, Way};
use std::time::{Duration, Instant};

async fn connect(url: &str) -> Result<Db, Error> {
    let builder = Db::builder(url).max_connections(1).connect_timeout(Duration::from_millis(400));
    soon(builder.connect()).await
}

async fn works(db: &Db) -> bool {
    orm::sql::<i64>("SELECT CAST(7 AS bigint)").one(db).await.unwrap() == 7
}

#[tokio::test]
async fn the_first_is_dead() {
    let t = setup::postgres().await;
    let (_, alive, _) = parts(&t.url);
    let db = connect(&with_hosts(&t.url, &[&dead().await, alive])).await.unwrap();
    assert!(works(&db).await);
}

/// A cancel request goes to the server that is at the statement.
#[tokio::test]
async fn a_statement_is_canceled_at_the_right_one() {
    let t = setup::postgres().await;
    let (_, alive, _) = parts(&t.url);
    let db = Db::builder(with_hosts(&t.url, &[&dead().await, alive]))
        .max_connections(1)
        .query_timeout(Duration::from_millis(100))
        .connect()
        .await
        .unwrap();
    let sleep = orm::sql::<i64>("SELECT CAST(1 AS bigint) FROM pg_sleep(60)").one(&db);
    assert!(soon(sleep).await.unwrap_err().is_timeout());
    let active = "SELECT count(*) FROM pg_stat_activity \
                  WHERE datname = current_database() AND query LIKE '%pg_sleep(60)%' AND state = 'active' \
                  AND pid <> pg_backend_pid()";
    soon(async {
        while orm::sql::<i64>(active).one(&t.db).await.unwrap() > 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await;
    assert!(soon(works(&db)).await);
}

#[tokio::test]
async fn the_first_says_nothing() {
    let t = setup::postgres().await;
    let silent = Proxy::to(&t.url).await;
    silent.set(Way::Silent);
    let silent_url = silent.url(&t.url);
    let ((_, silent, _), (_, alive, _)) = (parts(&silent_url), parts(&t.url));
    let start = Instant::now();
    let db = connect(&with_hosts(&t.url, &[silent, alive])).await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(400), "it had its time");
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    assert!(works(&db).await);
}

#[tokio::test]
async fn an_error_names_each() {
    let t = setup::postgres().await;
    let silent = Proxy::to(&t.url).await;
    silent.set(Way::Silent);
    let silent_url = silent.url(&t.url);
    let ((_, silent, _), dead) = (parts(&silent_url), dead().await);
    let hosts = [silent, &dead, "no-such-host.invalid:5432"];
    let error = connect(&with_hosts(&t.url, &hosts)).await.unwrap_err();
    assert!(error.is_connection_lost(), "{error:?}");
    let told = everything(&error);
    assert!(told.contains(&format!("{silent}: no connection within 400 ms")), "{told}");
    assert!(
        told.contains(&format!("{dead}: error connecting to server: Connection refused")),
        "{told}"
    );
    assert!(told.contains("no-such-host.invalid:5432: "), "{told}");
    let (user, _, _) = parts(&t.url);
    let (_, password) = user.split_once(':').unwrap();
    assert!(!told.contains(password), "{told}");
}

/// A wrong password is not tried at the others, where it would be counted too.
#[tokio::test]
async fn one_that_refuses_us_is_the_last() {
    let (t, other) = (setup::postgres().await, Server::start("").await);
    let (_, host, _) = parts(&t.url);
    let other_host = format!("127.0.0.1:{}", other.port());
    let trusting = format!("postgres://orm:hunter2@{other_host},{host}/postgres");
    assert!(works(&connect(&trusting).await.unwrap()).await);
    let refusing = format!("postgres://orm:hunter2@{host},{other_host}/postgres");
    let error = connect(&refusing).await.unwrap_err();
    assert_eq!(error.code(), Some("28P01"), "{error:?}");
    let told = everything(&error);
    assert!(told.contains(host) && !told.contains(&other_host), "{told}");
    assert!(!told.contains("hunter2"), "{told}");
    // Whatever else a server says, the next one is asked.
    let absent = format!("postgres://orm@{other_host},{host}/no_such_database");
    let error = connect(&absent).await.unwrap_err();
    assert!(everything(&error).contains("3D000"), "{error:?}");
    assert!(everything(&error).contains(&format!("{host}: ")), "{error:?}");
}

/// Sixteen connections to one of two: by chance always the same one twice in 65,536 times.
#[tokio::test]
async fn hosts_are_tried_in_a_random_order() {
    let (t, other) = (setup::postgres().await, Server::start("").await);
    let (user, host, _) = parts(&t.url);
    let other_host = format!("127.0.0.1:{}", other.port());
    let both = format!("postgres://{user}@{other_host},{host}/postgres");
    let mut seen = std::collections::BTreeSet::new();
    for round in 0..17 {
        let query = if round < 16 { "?load_balance_hosts=random" } else { "" };
        let db = connect(&format!("{both}{query}")).await.unwrap();
        let port = orm::sql::<String>("SELECT current_setting('port')").one(&db).await.unwrap();
        if round < 16 {
            seen.insert(port);
        } else {
            assert_eq!(port, other.port().to_string(), "in order, if nothing else is said");
        }
    }
    assert_eq!(seen.len(), 2);
}

#[tokio::test]
async fn a_socket_is_a_host() {
    let t = setup::postgres().await;
    let (user, host, database) = parts(&t.url);
    let (user, password) = user.split_once(':').unwrap();
    let (_, port) = host.split_once(':').unwrap();
    let sql = "SELECT current_setting('unix_socket_directories')";
    let folder = orm::sql::<String>(sql).one(&t.db).await.unwrap();
    let more = format!("user={user}&password={password}&port={port}");
    let db = connect(&format!("postgres:///{database}?host={folder}&{more}")).await.unwrap();
    let address = "SELECT client_addr IS NULL FROM pg_stat_activity WHERE pid = pg_backend_pid()";
    assert!(orm::sql::<bool>(address).one(&db).await.unwrap());

    // Statements are canceled through it, too.
    let url = format!("postgres:///{database}?host={folder}&{more}&query_timeout=100ms");
    let db = Db::builder(url).max_connections(1).connect().await.unwrap();
    let sleep = orm::sql::<i64>("SELECT CAST(1 AS bigint) FROM pg_sleep(60)").one(&db);
    assert!(soon(sleep).await.unwrap_err().is_timeout());
    assert!(soon(works(&db)).await);

    let error = connect("postgres:///d?host=/nowhere&user=orm").await.unwrap_err();
    assert!(error.is_connection_lost(), "{error:?}");
    assert!(everything(&error).contains("/nowhere:5432: "), "{error:?}");
}
