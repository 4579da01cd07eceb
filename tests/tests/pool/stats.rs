//! What a pool counts.

use super::soon;
use orm::Db;
use orm_tests::setup;
use std::time::Duration;

#[tokio::test]
async fn a_snapshot_says_what_happened() {
    let t = setup::postgres().await;
    let db = Db::builder(&t.url)
        .max_connections(2)
        .acquire_timeout(Duration::from_millis(50))
        .connect()
        .await
        .unwrap();
    let stats = db.pool_stats();
    assert_eq!((stats.connections, stats.idle, stats.in_use, stats.created), (1, 1, 0, 1));
    assert_eq!((stats.max_connections, stats.acquired, stats.waiting), (2, 0, 0));

    let (one, other) = (db.begin().await.unwrap(), db.begin().await.unwrap());
    let stats = db.pool_stats();
    assert_eq!((stats.connections, stats.idle, stats.in_use, stats.acquired), (2, 0, 2, 2));
    assert_eq!(stats.use_time.count(), 0, "nobody has given one back");
    let mut third = Box::pin(db.begin());
    assert!(futures_util::poll!(&mut third).is_pending());
    assert_eq!(db.pool_stats().waiting, 1);
    assert!(soon(third).await.unwrap_err().is_pool_exhausted());
    drop(one);
    other.commit().await.unwrap();
    let stats = db.pool_stats();
    assert_eq!((stats.idle, stats.in_use, stats.waiting, stats.timed_out), (2, 0, 0, 1));
    assert_eq!((stats.acquire_time.count(), stats.use_time.count()), (2, 2));
    assert_eq!((stats.connect_time.count(), stats.failed_attempts), (2, 0));
    assert_eq!(stats.closed, orm::PoolClosed::default());
    assert!(stats.use_time.quantile(1.0) >= Duration::from_millis(50));
    assert!(stats.use_time.sum() >= Duration::from_millis(50));
}

#[tokio::test]
async fn the_queue_has_a_bound() {
    for t in [setup::postgres().await, setup::sqlite().await] {
        let db = Db::builder(&t.url).max_connections(1).max_waiting(2).connect().await.unwrap();
        let held = db.begin().await.unwrap();
        let mut waiting: Vec<_> = (0..2).map(|_| Box::pin(db.begin())).collect();
        for waits in &mut waiting {
            assert!(futures_util::poll!(waits).is_pending());
        }
        let error = soon(db.begin()).await.unwrap_err();
        assert!(error.is_pool_overloaded() && error.is_pool_exhausted(), "{error:?}");
        assert_eq!(db.pool_stats().refused, 1);
        held.commit().await.unwrap();
        for waits in waiting {
            soon(waits).await.unwrap().commit().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_closed_connection_says_why() {
    let t = setup::postgres().await;
    let db = Db::builder(&t.url).max_connections(1).connect().await.unwrap();
    let end = "SELECT pg_terminate_backend(pg_backend_pid())";
    assert!(orm::sql::<bool>(end).one(&db).await.unwrap_err().is_connection_lost());
    soon(orm::sql::<i64>("SELECT CAST(1 AS bigint)").one(&db)).await.unwrap();
    let stats = db.pool_stats();
    assert_eq!((stats.created, stats.closed.broken, stats.connections), (2, 1, 1));
}

/// Both pools of an SQLite file, and the one in memory.
#[tokio::test]
async fn sqlite_counts_its_writer_and_readers_together() {
    let t = setup::sqlite().await;
    let db = Db::builder(&t.url).max_connections(3).connect().await.unwrap();
    assert_eq!(db.pool_stats().max_connections, 4);
    let write = db.begin().await.unwrap();
    let read = db.begin_read(orm::TxOptions::new()).await.unwrap();
    assert_eq!(db.pool_stats().in_use, 2);
    drop((write, read));
    let memory = Db::connect("sqlite::memory:").await.unwrap();
    assert_eq!((memory.pool_stats().max_connections, memory.pool_stats().connections), (1, 1));
}
