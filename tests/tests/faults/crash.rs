//! A server that goes away and comes back.

use super::{LONGEST, soon};
use orm::{Db, TxOptions};
use orm_tests::models::{Tag, create, tag};
use orm_tests::setup::Server;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Asks until the server is there again.
async fn works_again(db: &Db, tags: i64) {
    let start = Instant::now();
    loop {
        match soon(Tag::query().count(db)).await {
            Ok(count) => return assert_eq!(count, tags),
            Err(error) => assert!(error.is_connection_lost(), "{error:?}"),
        }
        assert!(start.elapsed() < LONGEST, "the pool works again");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_is_killed_and_comes_back() {
    let server = Server::start("max_connections = 20").await;
    let builder = Db::builder(server.url()).max_connections(3);
    let db = builder.acquire_timeout(Duration::from_secs(2)).connect().await.unwrap();
    create(&db, &[Tag::TABLE]).await;
    Tag::create(&db, tag::New { name: "stays".into() }).await.unwrap();

    // One session is killed: the server ends all others, too, and recovers.
    let sleep = || orm::sql::<i64>("SELECT CAST(1 AS bigint) FROM pg_sleep(60)").one(&db);
    let kill = async {
        let pid = orm::sql::<i64>("SELECT CAST(pg_backend_pid() AS bigint)").one(&db).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        server.kill(pid.unwrap() as i32);
    };
    let (one, other, ()) = soon(async { tokio::join!(sleep(), sleep(), kill) }).await;
    for error in [one.unwrap_err(), other.unwrap_err()] {
        assert!(error.is_connection_lost(), "{error:?}");
    }
    works_again(&db, 1).await;

    // A statement under way while the whole server is stopped, at once and in order.
    for stop in [Server::stop_at_once, Server::stop] {
        let tx = db.begin().await.unwrap();
        Tag::create(&tx, tag::New { name: "lost".into() }).await.unwrap();
        let stopping = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            tokio::task::block_in_place(|| stop(&server));
        };
        let (slow, ()) = soon(async { tokio::join!(sleep(), stopping) }).await;
        let error = slow.unwrap_err();
        assert!(error.is_connection_lost(), "{error:?}");
        assert!(soon(tx.commit()).await.unwrap_err().is_connection_lost());
        let error = soon(Tag::query().count(&db)).await.unwrap_err();
        assert!(error.is_connection_lost(), "there is no server: {error:?}");
        server.start_again();
        works_again(&db, 1).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_takes_no_more_connections() {
    let server = Server::start("max_connections = 4\nsuperuser_reserved_connections = 0").await;
    let full = Db::builder(server.url()).max_connections(10);
    let db = full.acquire_timeout(Duration::from_millis(700)).connect().await.unwrap();
    let mut open = Vec::new();
    let error = loop {
        match soon(db.begin()).await {
            Ok(tx) => open.push(tx),
            Err(error) => break error,
        }
        assert!(open.len() < 10);
    };
    assert!(error.is_connection_lost(), "it was the server that refused: {error:?}");
    assert_eq!(error.code(), Some("53300"));
    open.pop().unwrap().rollback().await.unwrap();
    soon(orm::sql::<i64>("SELECT CAST(1 AS bigint)").one(&db)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_with_retries_outlasts_a_restart() {
    let server = Server::start("").await;
    let db = Db::connect(server.url()).await.unwrap();
    create(&db, &[Tag::TABLE]).await;
    server.stop_at_once();
    let runs = AtomicU32::new(0);
    let placed = db.transaction_with(TxOptions::new().retry(9), async |tx| {
        runs.fetch_add(1, Ordering::Relaxed);
        Tag::create(tx, tag::New { name: "placed".into() }).await
    });
    let restarting = async {
        tokio::time::sleep(Duration::from_millis(400)).await;
        tokio::task::block_in_place(|| server.start_again());
    };
    let (placed, ()) = soon(async { tokio::join!(placed, restarting) }).await;
    assert_eq!(placed.unwrap().name, "placed");
    assert_eq!(runs.into_inner(), 1, "it began once");
    server.stop();
    let none =
        db.transaction_with(TxOptions::new().retry(1), async |tx| Tag::query().count(tx).await);
    assert!(soon(none).await.unwrap_err().is_connection_lost());
}
