//! Connections are closed when they are old, or were not used for long.

use super::{LONGEST, soon};
use orm::Db;
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
