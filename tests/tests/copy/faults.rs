//! What the server, the network and the settings do to a copy.

use super::{LONGEST, is_clean, named, one_connection, pid, tags};
use futures_util::{StreamExt, TryStreamExt, stream};
use orm::Db;
use orm_tests::models::{Tag, create};
use orm_tests::setup::{self, Proxy, Way};
use std::convert::Infallible;
use std::time::Duration;
use tokio::time::timeout;

#[tokio::test]
async fn the_way_is_cut() {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let proxy = Proxy::to(&t.url).await;
    let db = Db::builder(proxy.url(&t.url)).max_connections(1).connect().await.unwrap();
    // In the middle of the rows, with a source that goes on, and one that waits.
    for is_stuck in [false, true] {
        let rows = stream::iter((0..100_000).map(named)).map(Ok::<_, Infallible>);
        let cut = stream::once(async {
            proxy.set(Way::Cut);
            tokio::time::sleep(Duration::from_millis(50)).await;
            Ok(named("cut"))
        });
        let rest = if is_stuck { 0 } else { 100_000 };
        let rest = stream::iter((0..rest).map(|n| Ok(named(format!("more {n}")))));
        let copy = Tag::copy_in_stream(rows.chain(cut).chain(rest)).exec(&db);
        let error = timeout(LONGEST, copy).await.unwrap().unwrap_err();
        assert!(error.is_connection_lost(), "{error:?}");
        proxy.set(Way::Open);
        assert_eq!(tags(&t).await, 0);
    }
    assert_eq!(Tag::copy_in((0..10).map(named)).exec(&db).await.unwrap().rows, 10);

    Tag::copy_in((100..200_000).map(named)).exec(&db).await.unwrap();
    let mut rows = Tag::query().copy_out(&db);
    assert!(rows.next().await.unwrap().is_some());
    proxy.set(Way::Cut);
    let error = timeout(LONGEST, async {
        loop {
            match rows.next().await {
                Ok(Some(_)) => {}
                Ok(None) => panic!("it cannot have come to its end"),
                Err(error) => break error,
            }
        }
    });
    let error = error.await.unwrap();
    assert!(error.is_connection_lost(), "{error:?}");
}

/// The server's session ends in the middle.
#[tokio::test]
async fn the_session_is_ended() {
    let t = setup::postgres().await;
    let db = one_connection(&t).await;
    let before = pid(&db).await;
    let admin = setup::superuser(&t).await;
    let end = stream::once(async {
        let end = format!("SELECT pg_terminate_backend({before}, 5000)");
        admin.query_one(&end, &[]).await.unwrap();
        Ok(named("ended"))
    });
    let rows = stream::iter((0..50_000).map(named)).map(Ok::<_, Infallible>).chain(end.boxed());
    let error = timeout(LONGEST, Tag::copy_in_stream(rows).exec(&db)).await.unwrap().unwrap_err();
    assert!(error.is_connection_lost(), "{error:?}");
    assert_eq!(tags(&t).await, 0);
    assert_ne!(pid(&db).await, before);
}

/// A COPY that the server refuses before its first row costs the connection, and nothing else.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_as_a_whole() {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let url = format!("{}?options=-c%20lock_timeout%3D50", t.url);
    let db = Db::builder(url).max_connections(1).connect().await.unwrap();
    let other = t.db.begin().await.unwrap();
    orm::sql::<()>("LOCK TABLE tags IN EXCLUSIVE MODE").exec(&other).await.unwrap();
    for _ in 0..10 {
        let error = Tag::copy_in((0..10).map(named)).exec(&db).await.unwrap_err();
        assert!(error.is_lock_timeout(), "{error:?}");
        for number in 0..5 {
            let answer = orm::sql::<i64>("SELECT CAST($1 AS bigint)").bind(number).one(&db);
            assert_eq!(timeout(LONGEST, answer).await.unwrap().unwrap(), number);
        }
        let tx = db.begin().await.unwrap();
        let error = Tag::copy_in((0..10).map(named)).exec(&tx).await.unwrap_err();
        assert!(error.is_lock_timeout(), "{error:?}");
        assert!(Tag::query().count(&tx).await.is_err(), "no answer of somebody else's");
        assert!(tx.commit().await.is_err());
    }
    other.rollback().await.unwrap();
    assert_eq!(Tag::copy_in((0..10).map(named)).exec(&db).await.unwrap().rows, 10);
}

/// What can be known before is refused before: the connection stays.
#[tokio::test]
async fn without_the_table() {
    let t = setup::postgres().await;
    let db = one_connection(&t).await;
    let before = pid(&db).await;
    orm::sql::<()>("ALTER TABLE tags RENAME TO elsewhere").exec(&t.db).await.unwrap();
    let error = Tag::copy_in((0..10).map(named)).exec(&db).await.unwrap_err();
    assert_eq!(error.code(), Some("42P01"), "{error:?}");
    assert_eq!(pid(&db).await, before);
    orm::sql::<()>("ALTER TABLE elsewhere RENAME TO tags").exec(&t.db).await.unwrap();
    is_clean(&t, &db, before).await;
}

/// As behind a pooler: nothing stays prepared, and each COPY has a transaction around it.
#[tokio::test]
async fn without_prepared_statements() {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let db = Db::builder(&t.url).max_connections(1).statement_cache(0).connect().await.unwrap();
    let before = pid(&db).await;
    for turn in 0..3 {
        let rows = (0..1000).map(|n| named(format!("{turn} {n}")));
        assert_eq!(Tag::copy_in(rows).exec(&db).await.unwrap().rows, 1000);
        let rows: Vec<_> = Tag::query().copy_out(&db).try_collect().await.unwrap();
        assert_eq!(rows.len(), 1000 * (turn + 1));
        let twice = Tag::copy_in(["twice", "twice"].map(named)).exec(&db).await;
        assert!(twice.unwrap_err().is_unique_violation());
        let prepared = orm::sql::<i64>("SELECT count(*) FROM pg_prepared_statements");
        assert_eq!(prepared.one(&db).await.unwrap(), 0);
        assert_eq!(pid(&db).await, before);
    }
    let tx = db.begin().await.unwrap();
    Tag::copy_in(["a", "b"].map(named)).exec(&tx).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(tags(&t).await, 3000);
}

/// How long a copy takes is up to the rows.
#[tokio::test]
async fn the_query_timeout_does_not_apply() {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let limit = Duration::from_millis(100);
    let db = Db::builder(&t.url).query_timeout(limit).connect().await.unwrap();
    let rows = stream::iter(0..4).then(async |n| {
        tokio::time::sleep(Duration::from_millis(60)).await;
        Ok::<_, Infallible>(named(n))
    });
    assert_eq!(Tag::copy_in_stream(rows).exec(&db).await.unwrap().rows, 4);
}
