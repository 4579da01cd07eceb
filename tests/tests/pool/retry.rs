//! A query whose connection was lost is sent once more; a write is not.

use super::soon;
use orm::Db;
use orm_tests::models::{Tag, create, tag};
use orm_tests::setup::{self, Proxy, TestDb, Way};
use std::time::Duration;

/// A pool of one connection that is lost with the answer of the next statement.
async fn losing(retry_reads: bool) -> (TestDb, Proxy, Db) {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    Tag::create(&t.db, tag::New { name: "stays".into() }).await.unwrap();
    let proxy = Proxy::to(&t.url).await;
    let db = Db::builder(proxy.url(&t.url))
        .max_connections(1)
        .retry_reads(retry_reads)
        .connect()
        .await
        .unwrap();
    Tag::query().all(&db).await.unwrap();
    Tag::query().count(&db).await.unwrap();
    (t, proxy, db)
}

/// Holds the answers, and cuts the line a moment later.
async fn lose(proxy: &Proxy) {
    proxy.set(Way::Held);
    tokio::time::sleep(Duration::from_millis(100)).await;
    proxy.set(Way::Cut);
    tokio::time::sleep(Duration::from_millis(20)).await;
    proxy.set(Way::Open);
}

#[tokio::test]
async fn a_query_is_sent_once_more() {
    let (_t, proxy, db) = losing(true).await;
    let recorded = db
        .record(async || soon(async { tokio::join!(Tag::query().all(&db), lose(&proxy)) }).await)
        .await;
    assert_eq!(recorded.value.0.unwrap().len(), 1);
    let failed: Vec<bool> = recorded.statements.iter().map(|sent| sent.failed).collect();
    assert_eq!(failed, [true, false], "both are told of");
    let page = Tag::query().order_by(|t| t.name.asc()).page(&db, 10, None);
    let (page, ()) = soon(async { tokio::join!(page, lose(&proxy)) }).await;
    assert_eq!(page.unwrap().rows.len(), 1);
}

#[tokio::test]
async fn unless_that_is_turned_off() {
    let (_t, proxy, db) = losing(false).await;
    let (rows, ()) = soon(async { tokio::join!(Tag::query().all(&db), lose(&proxy)) }).await;
    assert!(rows.unwrap_err().is_connection_lost());
}

#[tokio::test]
async fn a_write_and_a_transaction_are_not() {
    let (_t, proxy, db) = losing(true).await;
    Tag::create(&db, tag::New { name: "prepared".into() }).await.unwrap();
    let write = Tag::create(&db, tag::New { name: "once".into() });
    let (written, ()) = soon(async { tokio::join!(write, lose(&proxy)) }).await;
    assert!(written.unwrap_err().is_connection_lost());
    // It was done: the answer alone was lost. A second one would have failed, or counted twice.
    assert_eq!(Tag::query().count(&db).await.unwrap(), 3);

    let tx = db.begin().await.unwrap();
    let (rows, ()) = soon(async { tokio::join!(Tag::query().all(&tx), lose(&proxy)) }).await;
    assert!(rows.unwrap_err().is_connection_lost());
    drop(tx);
    let raw = async || orm::sql::<i64>("SELECT CAST(1 AS bigint)").one(&db).await;
    raw().await.unwrap();
    let (rows, ()) = soon(async { tokio::join!(raw(), lose(&proxy)) }).await;
    assert!(rows.unwrap_err().is_connection_lost(), "nobody knows what a text by hand does");
}

/// A server that became read-only: the connections are made anew, by the name that leads elsewhere now.
#[tokio::test]
async fn a_write_that_a_standby_refuses_is_sent_once_more() {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let (_, name) = t.url.rsplit_once('/').unwrap();
    let admin = setup::superuser(&t).await;
    let set =
        |value: &str| format!("ALTER DATABASE {name} SET default_transaction_read_only = {value}");
    admin.batch_execute(&set("on")).await.unwrap();
    let db = Db::builder(&t.url).max_connections(2).connect().await.unwrap();
    let refused = Tag::create(&db, tag::New { name: "no".into() }).await.unwrap_err();
    assert_eq!(refused.code(), Some("25006"), "{refused:?}");
    tokio::time::sleep(Duration::from_millis(1100)).await;
    Tag::query().count(&db).await.unwrap();
    let created = db.pool_stats().created;
    admin.batch_execute(&set("off")).await.unwrap();
    Tag::create(&db, tag::New { name: "yes".into() }).await.unwrap();
    let stats = db.pool_stats();
    assert!(stats.created > created && stats.closed.demoted > 0, "{stats:?}");
}
