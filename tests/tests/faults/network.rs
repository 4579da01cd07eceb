//! A network that breaks, or swallows everything.

use super::soon;
use orm::Db;
use orm_tests::models::{Tag, create, tag};
use orm_tests::setup::{self, Proxy, Way};
use std::time::{Duration, Instant};

const SLEEP: &str = "SELECT CAST(1 AS bigint) FROM pg_sleep(60)";

#[tokio::test]
async fn it_breaks() {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let proxy = Proxy::to(&t.url).await;
    let db = Db::builder(proxy.url(&t.url)).max_connections(1).connect().await.unwrap();
    Tag::create(&db, tag::New { name: "before".into() }).await.unwrap();
    let cut = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        proxy.set(Way::Cut);
    };
    let (result, ()) = soon(async { tokio::join!(orm::sql::<i64>(SLEEP).one(&db), cut) }).await;
    let error = result.unwrap_err();
    assert!(error.is_connection_lost(), "{error:?}");
    proxy.set(Way::Open);
    assert_eq!(soon(Tag::query().count(&db)).await.unwrap(), 1);

    // While nothing is under way.
    proxy.set(Way::Cut);
    tokio::time::sleep(Duration::from_millis(50)).await;
    proxy.set(Way::Open);
    assert_eq!(soon(Tag::query().count(&db)).await.unwrap(), 1);
}

/// A timeout holds though the server cannot even be told to stop.
#[tokio::test]
async fn it_swallows_everything() {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let proxy = Proxy::to(&t.url).await;
    let db = Db::builder(proxy.url(&t.url))
        .max_connections(1)
        .query_timeout(Duration::from_millis(100))
        .acquire_timeout(Duration::from_secs(5))
        .connect_timeout(Duration::from_millis(200))
        .connect()
        .await
        .unwrap();
    assert_eq!(Tag::query().count(&db).await.unwrap(), 0);
    let tx = db.begin().await.unwrap();
    proxy.set(Way::Silent);
    let error = soon(Tag::query().count(&tx)).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    let _ = soon(tx.rollback()).await;
    let error = soon(Tag::query().count(&db)).await.unwrap_err();
    assert!(error.is_timeout() || error.is_connection_lost(), "{error:?}");
    proxy.set(Way::Open);
    // Attempts to connect have failed meanwhile: the next one is due within a second.
    let start = Instant::now();
    while soon(Tag::query().count(&db)).await.is_err() {
        assert!(start.elapsed() < Duration::from_secs(3), "the pool works again");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
