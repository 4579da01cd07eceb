//! Connections are closed when they are old, or were not used for long.

use super::{LONGEST, soon};
use futures_util::future::join_all;
use orm::{Db, Error};
use orm_tests::setup;
use std::time::{Duration, Instant};

const PID: &str = "SELECT CAST(pg_backend_pid() AS bigint)";

#[tokio::test]
async fn an_old_one_is_replaced_when_it_is_free() {
    let t = setup::postgres().await;
    let lifetime = Duration::from_millis(200);
    let db = Db::builder(&t.url).max_connections(1).max_lifetime(lifetime).connect().await.unwrap();
    let first = orm::sql::<i64>(PID).one(&db).await.unwrap();
    let tx = db.begin().await.unwrap();
    tokio::time::sleep(lifetime).await;
    assert_eq!(orm::sql::<i64>(PID).one(&tx).await.unwrap(), first, "not while it is used");
    tx.commit().await.unwrap();
    assert_ne!(soon(orm::sql::<i64>(PID).one(&db)).await.unwrap(), first);
    assert_eq!(db.pool_stats().closed.expired, 1);
    // An idle one, when somebody asks for it.
    tokio::time::sleep(lifetime).await;
    soon(orm::sql::<i64>(PID).one(&db)).await.unwrap();
    let stats = db.pool_stats();
    assert_eq!((stats.closed.expired, stats.created, stats.connections), (2, 3, 1));
}

#[tokio::test]
async fn some_are_kept_ready() {
    let t = setup::postgres().await;
    let db = Db::builder(&t.url).min_connections(3).connect().await.unwrap();
    orm::sql::<i64>(PID).one(&db).await.unwrap();
    let start = Instant::now();
    while db.pool_stats().idle < 3 {
        assert!(start.elapsed() < LONGEST, "{:?}", db.pool_stats());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn all_at_once(db: &Db, connections: usize) -> Result<(), Error> {
    let all = join_all((0..connections).map(|_| db.begin())).await;
    all.into_iter().collect::<Result<Vec<_>, _>>().map(drop)
}

#[tokio::test]
async fn one_that_nobody_needs_is_closed() {
    let t = setup::postgres().await;
    let idle = Duration::from_millis(500);
    let db = Db::builder(&t.url).max_connections(4).idle_timeout(idle).connect().await.unwrap();
    let start = Instant::now();
    all_at_once(&db, 3).await.unwrap();
    assert_eq!(db.pool_stats().connections, 3);
    // One of them is used again and again.
    let pid = orm::sql::<i64>(PID).one(&db).await.unwrap();
    while db.pool_stats().closed.idle < 2 {
        assert!(start.elapsed() < LONGEST, "{:?}", db.pool_stats());
        assert_eq!(orm::sql::<i64>(PID).one(&db).await.unwrap(), pid);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let took = start.elapsed();
    assert!(took >= idle, "closed after {took:?}");
    let stats = db.pool_stats();
    assert_eq!((stats.connections, stats.created, stats.closed.idle), (1, 3, 2), "{stats:?}");
    while db.pool_stats().connections > 0 {
        assert!(start.elapsed() < LONGEST, "{:?}", db.pool_stats());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(db.pool_stats().closed.idle, 3);
    assert_ne!(soon(orm::sql::<i64>(PID).one(&db)).await.unwrap(), pid);
}

/// Otherwise, all would be made anew in one moment, again and again.
#[tokio::test]
async fn those_of_one_age_do_not_end_together() {
    const CONNECTIONS: usize = 10;
    let t = setup::postgres().await;
    let lifetime = Duration::from_secs(2);
    // Before any of them was made.
    let start = Instant::now();
    let builder = Db::builder(&t.url).max_connections(CONNECTIONS as u32);
    let db = builder.max_lifetime(lifetime).connect().await.unwrap();
    let mut ends: Vec<Duration> = Vec::new();
    while ends.len() < CONNECTIONS {
        all_at_once(&db, CONNECTIONS).await.unwrap();
        let expired = db.pool_stats().closed.expired as usize;
        ends.resize(expired.max(ends.len()), start.elapsed());
        assert!(start.elapsed() < LONGEST, "{:?}", db.pool_stats());
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let (first, last) = (ends[0], ends[CONNECTIONS - 1]);
    // The shortest of the ten lifetimes ends before a whole one would. Even if it takes a tenth of a second
    // to make them all, it is by chance too long only once in a thousand times.
    assert!(first >= lifetime.mul_f64(0.9) && first < lifetime, "{ends:?}");
    assert!(last - first > Duration::from_millis(20), "{ends:?}");
}
