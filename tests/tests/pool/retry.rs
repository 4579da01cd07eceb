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

/// Loses the answer to what is sent next, and the connection with it, once this was sent.
fn lose<'a>(proxy: &'a Proxy, part: &'a str) -> impl Future<Output = ()> + 'a {
    proxy.take_asked();
    proxy.set(Way::Held);
    async move {
        proxy.sent(part).await;
        proxy.set(Way::Cut);
        // Until every connection is closed.
        tokio::time::sleep(Duration::from_millis(20)).await;
        proxy.set(Way::Open);
    }
}

/// A part of every message.
const ANY: &str = "\0";

#[tokio::test]
async fn a_query_is_sent_once_more() {
    let (_t, proxy, db) = losing(true).await;
    let recorded = db
        .record(async || {
            soon(async { tokio::join!(Tag::query().all(&db), lose(&proxy, ANY)) }).await
        })
        .await;
    assert_eq!(recorded.value.0.unwrap().len(), 1);
    let failed: Vec<bool> = recorded.statements.iter().map(|sent| sent.failed).collect();
    assert_eq!(failed, [true, false], "both are told of");
    let page = Tag::query().order_by(|t| t.name.asc()).page(&db, 10, None);
    let (page, ()) = soon(async { tokio::join!(page, lose(&proxy, "ORDER BY")) }).await;
    assert_eq!(page.unwrap().rows.len(), 1);
}

#[tokio::test]
async fn unless_that_is_turned_off() {
    let (_t, proxy, db) = losing(false).await;
    let (rows, ()) = soon(async { tokio::join!(Tag::query().all(&db), lose(&proxy, ANY)) }).await;
    assert!(rows.unwrap_err().is_connection_lost());
}

#[tokio::test]
async fn a_write_and_a_transaction_are_not() {
    let (_t, proxy, db) = losing(true).await;
    Tag::create(&db, tag::New { name: "prepared".into() }).await.unwrap();
    let write = Tag::create(&db, tag::New { name: "once".into() });
    let (written, ()) = soon(async { tokio::join!(write, lose(&proxy, "once")) }).await;
    assert!(written.unwrap_err().is_connection_lost());
    // It was done: the answer alone was lost. A second one would have failed, or counted twice.
    let counted = async || Tag::query().count(&db).await.unwrap() == 3;
    setup::wait_until(Duration::from_secs(5), "it was done", counted).await;

    let tx = db.begin().await.unwrap();
    let (rows, ()) = soon(async { tokio::join!(Tag::query().all(&tx), lose(&proxy, ANY)) }).await;
    assert!(rows.unwrap_err().is_connection_lost());
    drop(tx);
    let raw = async || orm::sql::<i64>("SELECT CAST(1 AS bigint)").one(&db).await;
    raw().await.unwrap();
    let (rows, ()) = soon(async { tokio::join!(raw(), lose(&proxy, ANY)) }).await;
    assert!(rows.unwrap_err().is_connection_lost(), "nobody knows what a text by hand does");
}

/// Nothing has happened yet, whether its answer was lost or not; also where reads are not repeated.
#[tokio::test]
async fn the_begin_of_a_transaction_is() {
    for retry_reads in [true, false] {
        let (_t, proxy, db) = losing(retry_reads).await;
        let recorded = db
            .record(async || {
                soon(async { tokio::join!(db.begin(), lose(&proxy, "BEGIN")) }).await.0
            })
            .await;
        let tx = recorded.value.expect("it was begun on another connection");
        Tag::create(&tx, tag::New { name: "begun".into() }).await.unwrap();
        tx.commit().await.unwrap();
        let failed: Vec<bool> = recorded.statements.iter().map(|sent| sent.failed).collect();
        assert_eq!(failed, [true, false], "both are told of");
        assert_eq!(Tag::query().count(&db).await.unwrap(), 2);
        let begun = db.transaction(async |tx| Tag::query().count(tx).await);
        let (counted, ()) = soon(async { tokio::join!(begun, lose(&proxy, "BEGIN")) }).await;
        assert_eq!(counted.unwrap(), 2);
    }
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
    let mut pools = Vec::new();
    for retry_reads in [true, false] {
        let builder = Db::builder(&t.url).max_connections(2).retry_reads(retry_reads);
        let db = builder.connect().await.unwrap();
        let refused = Tag::create(&db, tag::New { name: "no".into() }).await.unwrap_err();
        assert_eq!(refused.code(), Some("25006"), "{refused:?}");
        pools.push(db);
    }
    tokio::time::sleep(Duration::from_millis(1100)).await;
    for db in &pools {
        Tag::query().count(db).await.unwrap();
    }
    let created: Vec<u64> = pools.iter().map(|db| db.pool_stats().created).collect();
    admin.batch_execute(&set("off")).await.unwrap();
    for (db, created) in pools.iter().zip(created) {
        Tag::create(db, tag::New { name: format!("{created} yes") }).await.unwrap();
        let stats = db.pool_stats();
        assert!(stats.created > created && stats.closed.demoted > 0, "{stats:?}");
        Tag::query().delete().exec(db).await.unwrap();
    }
}

/// A text by hand may have committed something before the part that was refused.
#[tokio::test]
async fn a_text_by_hand_that_a_standby_refuses_is_not() {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let (_, name) = t.url.rsplit_once('/').unwrap();
    let admin = setup::superuser(&t).await;
    let read_only = format!("ALTER DATABASE {name} SET default_transaction_read_only = on");
    admin.batch_execute(&read_only).await.unwrap();
    let db = Db::builder(&t.url).max_connections(2).connect().await.unwrap();
    let recorded = db
        .record(async || orm::sql::<()>("INSERT INTO tags (name) VALUES ('no')").exec(&db).await)
        .await;
    assert_eq!(recorded.value.unwrap_err().code(), Some("25006"));
    assert_eq!(recorded.statements.len(), 1, "{:?}", recorded.statements);
}
