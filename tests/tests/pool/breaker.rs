//! While no connection can be made, nobody waits for one; and the pool finds out when that is over.

use super::{LONGEST, soon};
use orm::Db;
use orm_tests::models::{Tag, create, tag};
use orm_tests::setup::{self, Proxy, Server, Way};
use std::time::{Duration, Instant};

const SECOND: Duration = Duration::from_secs(1);

/// With the default acquire timeout of 30 s.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_fail_fast_while_the_server_is_down_and_work_when_it_is_back() {
    let server = Server::start("max_connections = 20").await;
    let db = Db::builder(server.url()).max_connections(4).connect().await.unwrap();
    create(&db, &[Tag::TABLE]).await;
    Tag::create(&db, tag::New { name: "stays".into() }).await.unwrap();
    tokio::task::block_in_place(|| server.stop_at_once());

    let start = Instant::now();
    let (one, other) = soon(async { tokio::join!(count(&db), count(&db)) }).await;
    assert!(start.elapsed() < 2 * SECOND, "both are refused as soon as attempts fail");
    for error in [one.unwrap_err(), other.unwrap_err()] {
        assert!(error.is_connection_lost(), "{error:?}");
    }
    // From now on at once, with the cause.
    let before = db.pool_stats();
    for _ in 0..1000 {
        let error = count(&db).await.unwrap_err();
        assert!(error.is_connection_lost() && !error.is_pool_exhausted(), "{error:?}");
        assert!(std::error::Error::source(&error).is_some(), "the last attempt's cause is told");
    }
    let after = db.pool_stats();
    assert_eq!(after.refused - before.refused, 1000);
    assert!(after.failed_attempts - before.failed_attempts <= 2, "calls make no attempts");
    assert_eq!((after.connections, after.waiting, after.timed_out), (0, 0, before.timed_out));

    // On a busy machine, a round may take longer.
    let mut took = Vec::new();
    loop {
        tokio::task::block_in_place(|| server.start_again());
        let back = Instant::now();
        while let Err(error) = count(&db).await {
            assert!(error.is_connection_lost(), "{error:?}");
            assert!(back.elapsed() < LONGEST, "it is noticed");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        took.push(back.elapsed());
        // Nobody asked the pool to: it would have noticed by itself, too.
        assert_eq!(count(&db).await.unwrap(), 1);
        if took.last() < Some(&SECOND) {
            break;
        }
        assert!(took.len() < 3, "it is noticed within a second, not {took:?}");
        tokio::task::block_in_place(|| server.stop_at_once());
        assert!(soon(count(&db)).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pool_finds_out_by_itself() {
    let server = Server::start("max_connections = 20").await;
    let db = Db::builder(server.url()).max_connections(2).connect().await.unwrap();
    tokio::task::block_in_place(|| server.stop_at_once());
    assert!(soon(one(&db)).await.is_err());
    tokio::task::block_in_place(|| server.start_again());
    let back = Instant::now();
    while db.pool_stats().connections == 0 {
        assert!(back.elapsed() < 2 * SECOND, "{:?}", db.pool_stats());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    one(&db).await.unwrap();
}

/// A restart that is over before the patience is: nobody notices. On a busy machine, a round may be too
/// slow.
#[tokio::test]
async fn a_moment_without_the_server_is_waited_out() {
    let t = setup::postgres().await;
    let proxy = Proxy::to(&t.url).await;
    let db = Db::builder(proxy.url(&t.url)).max_connections(1).connect().await.unwrap();
    let mut errors = Vec::new();
    while errors.len() < 5 {
        let failed = db.pool_stats().failed_attempts;
        proxy.set(Way::Cut);
        tokio::time::sleep(Duration::from_millis(20)).await;
        let open = async {
            tokio::time::sleep(Duration::from_millis(80)).await;
            proxy.set(Way::Open);
        };
        let (result, ()) = soon(async { tokio::join!(one(&db), open) }).await;
        match result {
            Ok(_) if db.pool_stats().failed_attempts > failed => return,
            Ok(_) => panic!("no attempt has failed meanwhile: {:?}", db.pool_stats()),
            Err(error) => errors.push(error),
        }
        setup::wait_until(LONGEST, "it works again", async || one(&db).await.is_ok()).await;
    }
    panic!("each round had a call that failed: {errors:?}");
}

#[tokio::test]
async fn without_it_calls_wait() {
    let t = setup::postgres().await;
    let proxy = Proxy::to(&t.url).await;
    let db = Db::builder(proxy.url(&t.url))
        .circuit_breaker(false)
        .acquire_timeout(SECOND)
        .connect()
        .await
        .unwrap();
    proxy.set(Way::Cut);
    tokio::time::sleep(Duration::from_millis(20)).await;
    let start = Instant::now();
    let error = soon(one(&db)).await.unwrap_err();
    assert!(error.is_connection_lost(), "the cause is told rather than the timeout: {error:?}");
    assert!(start.elapsed() >= SECOND);
    assert_eq!(db.pool_stats().timed_out, 1);
}

/// What is left serves those who wait.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_takes_no_more_connections_is_no_reason_to_fail() {
    let server = Server::start("max_connections = 5\nsuperuser_reserved_connections = 0").await;
    let db = Db::builder(server.url()).max_connections(20).connect().await.unwrap();
    let work = (0..40).map(|_| {
        let db = db.clone();
        tokio::spawn(async move { orm::sql::<()>("SELECT pg_sleep(0.02)").exec(&db).await })
    });
    let work: Vec<_> = work.collect();
    for task in work {
        soon(task).await.unwrap().unwrap();
    }
    let stats = db.pool_stats();
    assert!(stats.connections <= 5 && stats.failed_attempts > 0, "{stats:?}");
}

async fn count(db: &Db) -> Result<i64, orm::Error> {
    Tag::query().count(db).await
}

async fn one(db: &Db) -> Result<i64, orm::Error> {
    orm::sql::<i64>("SELECT CAST(1 AS bigint)").one(db).await
}

/// It takes connections and says nothing: each attempt lasts for the whole connect timeout.
#[tokio::test]
async fn a_host_that_swallows_everything_is_named() {
    const CONNECT: Duration = Duration::from_millis(300);
    let t = setup::postgres().await;
    let proxy = Proxy::to(&t.url).await;
    let url = proxy.url(&t.url);
    let db = Db::builder(&url).connect_timeout(CONNECT).connect().await.unwrap();
    proxy.set(Way::Cut);
    tokio::time::sleep(Duration::from_millis(50)).await;
    proxy.set(Way::Silent);
    let before = db.pool_stats().failed_attempts;
    let error = soon(one(&db)).await.unwrap_err();
    assert!(error.is_connection_lost(), "{error:?}");
    // One attempt may have been under way when the silence began, and one more may have failed since.
    let attempts = db.pool_stats().failed_attempts - before;
    assert!((1..=3).contains(&attempts), "it is refused after {attempts} attempts");
    let cause = std::error::Error::source(&error).unwrap().to_string();
    let (_, place) = url.rsplit_once('@').unwrap();
    assert!(cause.contains(place.split('/').next().unwrap()), "{cause}");
    proxy.set(Way::Open);
    let back = Instant::now();
    while one(&db).await.is_err() {
        assert!(back.elapsed() < 2 * SECOND, "{:?}", db.pool_stats());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(db.pool_stats().connections, 1);
}
