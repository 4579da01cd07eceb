//! A pool that is closed takes nobody, and waits for those who are there.

use super::soon;
use orm::{Db, Dialect, TxOptions};
use orm_tests::setup::{self, Proxy, TestDb, Way};
use std::time::Duration;

async fn both() -> [TestDb; 2] {
    [setup::postgres().await, setup::sqlite().await]
}

async fn one(db: &Db) -> Result<i64, orm::Error> {
    orm::sql::<i64>("SELECT CAST(1 AS bigint)").one(db).await
}

#[tokio::test]
async fn it_closes_what_is_idle() {
    for t in both().await {
        let write = t.db.begin().await.unwrap();
        let read = t.db.begin_read(TxOptions::new()).await.unwrap();
        drop((write, read));
        assert!(t.db.pool_stats().connections > 0);
        soon(t.db.close(Duration::from_secs(5))).await.unwrap();
        let stats = t.db.pool_stats();
        assert_eq!((stats.connections, stats.in_use), (0, 0), "{stats:?}");
        assert!(stats.closed.ended > 0);
        let error = one(&t.db.clone()).await.unwrap_err();
        assert!(error.is_pool_closed() && !error.is_pool_exhausted(), "{error:?}");
        if t.db.dialect() == Dialect::Postgres {
            let error = t.db.listen(["orders"]).await.unwrap_err();
            assert!(error.is_pool_closed(), "{error:?}");
        }
        // A second time changes nothing.
        soon(t.db.close(Duration::from_millis(50))).await.unwrap();
    }
}

#[tokio::test]
async fn it_waits_for_those_who_are_there() {
    for t in both().await {
        let db = Db::builder(&t.url).max_connections(1).connect().await.unwrap();
        let tx = db.begin().await.unwrap();
        let waits = tokio::spawn({
            let db = db.clone();
            async move { db.begin().await.map(drop) }
        });
        while db.pool_stats().waiting == 0 {
            tokio::task::yield_now().await;
        }
        let ends = async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            orm::sql::<()>("CREATE TABLE still_works (id integer)").exec(&tx).await.unwrap();
            tx.commit().await.unwrap();
        };
        let close = db.close(Duration::from_secs(5));
        let (closed, ()) = soon(async { tokio::join!(close, ends) }).await;
        closed.unwrap();
        assert_eq!(db.pool_stats().connections, 0);
        let error = soon(waits).await.unwrap().unwrap_err();
        assert!(error.is_pool_closed(), "{error:?}");
        orm::sql::<i64>("SELECT count(*) FROM still_works").one(&t.db).await.unwrap();
    }
}

#[tokio::test]
async fn whoever_stays_is_told_of() {
    let t = setup::postgres().await;
    let tx = t.db.begin().await.unwrap();
    let error = t.db.close(Duration::from_millis(50)).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert_eq!(error.to_string(), "connections of the closed pool still used after 50ms: 1");
    assert_eq!(t.db.pool_stats().connections, 1);
    orm::sql::<()>("SELECT 1").exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(t.db.pool_stats().connections, 0, "closed as soon as it is back");
}

/// The server answers when nobody waits for it any more.
#[tokio::test]
async fn a_connection_that_is_being_made_does_not_stay() {
    const NAME: &str = "orm-closed";
    let t = setup::postgres().await;
    let proxy = Proxy::to(&t.url).await;
    // Without the question whether it encrypts, whose answer would be held, too.
    let url = format!("{}?sslmode=disable", proxy.url(&t.url));
    let builder = Db::builder(url).max_connections(2).application_name(NAME);
    let db = builder.connect().await.unwrap();
    let tx = db.begin().await.unwrap();
    proxy.take_asked();
    proxy.set(Way::Held);
    let waits = tokio::spawn({
        let db = db.clone();
        async move { db.begin().await.map(drop) }
    });
    soon(proxy.sent(NAME)).await;
    // Its rollback is on its way.
    drop(tx);
    soon(db.close(Duration::from_secs(5))).await.unwrap();
    let error = soon(waits).await.unwrap().unwrap_err();
    assert!(error.is_pool_closed(), "{error:?}");
    assert_eq!(db.pool_stats().connections, 0);
    proxy.set(Way::Open);

    let admin = setup::superuser(&t).await;
    let sessions = async || {
        const COUNT: &str = "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1";
        admin.query_one(COUNT, &[&NAME]).await.unwrap().get::<_, i64>(0)
    };
    setup::wait_until(Duration::from_secs(5), "no session is left", async || sessions().await == 0)
        .await;
    for _ in 0..30 {
        tokio::time::sleep(Duration::from_millis(10)).await;
        let stats = db.pool_stats();
        assert_eq!((sessions().await, stats.connections), (0, 0), "{stats:?}");
    }
}
