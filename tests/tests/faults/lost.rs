//! A session that the server ended.

use super::soon;
use orm::{Db, TxOptions};
use orm_tests::models::{Tag, create, tag};
use orm_tests::{TestDb, setup};
use std::time::Duration;
use tokio_postgres::Client;

const PID: &str = "SELECT CAST(pg_backend_pid() AS bigint)";

async fn one_connection(t: &TestDb) -> Db {
    create(&t.db, &[Tag::TABLE]).await;
    Db::builder(&t.url).max_connections(1).connect().await.unwrap()
}

fn new(name: &str) -> tag::New {
    tag::New { name: name.into() }
}

/// Ends a session, and waits until it has ended.
async fn terminate(admin: &Client, pid: i64) {
    let end = format!("SELECT pg_terminate_backend({pid}, 5000)");
    assert!(admin.query_one(&end, &[]).await.unwrap().get::<_, bool>(0));
    // The message is on its way to the pool.
    tokio::time::sleep(Duration::from_millis(50)).await;
}

async fn terminate_who_runs(admin: &Client, part: &str) {
    let find = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() \
         AND state = 'active' AND query LIKE $1 AND pid <> pg_backend_pid()";
    let pid = loop {
        if let Some(row) = admin.query_opt(find, &[&format!("%{part}%")]).await.unwrap() {
            break row.get::<_, i32>(0);
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    };
    terminate(admin, pid.into()).await;
}

#[tokio::test]
async fn in_the_middle_of_a_statement() {
    let t = setup::postgres().await;
    let (db, admin) = (one_connection(&t).await, setup::superuser(&t).await);
    let slow = orm::sql::<i64>("SELECT CAST(1 AS bigint) FROM pg_sleep(60)");
    let (slow, ()) =
        soon(async { tokio::join!(slow.one(&db), terminate_who_runs(&admin, "pg_sleep(60)")) })
            .await;
    let error = slow.unwrap_err();
    assert!(error.is_connection_lost() && !error.is_retryable(), "{error:?}");
    assert_eq!(error.code(), Some("57P01"));
    assert!(error.statement().unwrap().contains("pg_sleep"));
    soon(Tag::create(&db, new("after"))).await.unwrap();
}

#[tokio::test]
async fn while_idle() {
    let t = setup::postgres().await;
    let (db, admin) = (one_connection(&t).await, setup::superuser(&t).await);
    for _ in 0..3 {
        let pid = orm::sql::<i64>(PID).one(&db).await.unwrap();
        terminate(&admin, pid).await;
        let other = soon(orm::sql::<i64>(PID).one(&db)).await.unwrap();
        assert_ne!(pid, other, "another connection");
    }
    soon(Tag::create(&db, new("after"))).await.unwrap();
}

/// In a thread of its own, so that the pool cannot notice before it is used.
fn terminate_unnoticed(url: &str, pid: i64) {
    let work = async move |url: String| {
        let (admin, connection) =
            tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("a connection");
        tokio::spawn(connection);
        terminate(&admin, pid).await;
    };
    let url = url.to_owned();
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime can be made").block_on(work(url));
    });
    thread.join().expect("the session has ended");
}

#[tokio::test]
async fn while_idle_with_nobody_noticing() {
    let t = setup::postgres().await;
    let db = one_connection(&t).await;
    Tag::insert_many((0..1000).map(|n| new(&n.to_string()))).exec(&db).await.unwrap();
    for _ in 0..2 {
        let pid = orm::sql::<i64>(PID).one(&db).await.unwrap();
        terminate_unnoticed(&t.url, pid);
        let recorded = db
            .record(async || {
                let mut rows = Tag::query().stream(&db);
                let mut count = 0;
                while soon(rows.next()).await?.is_some() {
                    count += 1;
                }
                Ok::<_, orm::Error>(count)
            })
            .await;
        assert_eq!(recorded.value.expect("it was sent again"), 1000);
        let failed: Vec<bool> = recorded.statements.iter().map(|sent| sent.failed).collect();
        assert_eq!(failed, [true, false], "both are told of");
    }
    let patient = Db::builder(&t.url).max_connections(1).retry_reads(false).connect().await;
    let patient = patient.unwrap();
    Tag::query().count(&patient).await.unwrap();
    let pid = orm::sql::<i64>(PID).one(&patient).await.unwrap();
    terminate_unnoticed(&t.url, pid);
    let error = soon(Tag::query().stream(&patient).next()).await.unwrap_err();
    assert!(error.is_connection_lost(), "{error:?}");
}

#[tokio::test]
async fn in_a_transaction() {
    let t = setup::postgres().await;
    let (db, admin) = (one_connection(&t).await, setup::superuser(&t).await);
    let tx = db.begin().await.unwrap();
    Tag::create(&tx, new("lost")).await.unwrap();
    let pid = orm::sql::<i64>(PID).one(&tx).await.unwrap();
    terminate(&admin, pid).await;
    let error = soon(Tag::create(&tx, new("lost too"))).await.unwrap_err();
    assert!(error.is_connection_lost(), "{error:?}");
    assert!(soon(tx.commit()).await.is_err());

    let tx = db.begin().await.unwrap();
    Tag::create(&tx, new("lost")).await.unwrap();
    let pid = orm::sql::<i64>(PID).one(&tx).await.unwrap();
    terminate(&admin, pid).await;
    let error = soon(tx.commit()).await.unwrap_err();
    assert!(error.is_connection_lost(), "{error:?}");
    assert!(!error.is_outcome_unknown(), "the commit was not sent: {error:?}");
    assert_eq!(soon(Tag::query().count(&db)).await.unwrap(), 0);
}

#[tokio::test]
async fn in_the_middle_of_a_stream() {
    let t = setup::postgres().await;
    let (db, admin) = (one_connection(&t).await, setup::superuser(&t).await);
    let many = (0..200_000).map(|number| new(&format!("a name that takes some room {number}")));
    Tag::insert_many(many).exec(&db).await.unwrap();
    let mut rows = Tag::query().stream(&db);
    assert!(rows.next().await.unwrap().is_some());
    terminate_who_runs(&admin, "FROM \"tags\"").await;
    let mut read = 1;
    let error = loop {
        match soon(rows.next()).await {
            Ok(Some(_)) => read += 1,
            Ok(None) => panic!("the stream ended well after {read} rows"),
            Err(error) => break error,
        }
    };
    assert!(error.is_connection_lost(), "{error:?}");
    assert!(rows.next().await.unwrap().is_none(), "nothing follows the error");
    drop(rows);
    assert_eq!(soon(Tag::query().count(&db)).await.unwrap(), 200_000);
}

/// The server ends those who leave a transaction open.
#[tokio::test]
async fn idle_in_a_transaction() {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let url = format!("{}?options=-c%20idle_in_transaction_session_timeout%3D50", t.url);
    let db = Db::builder(url).max_connections(1).connect().await.unwrap();
    let tx = db.begin_with(TxOptions::new()).await.unwrap();
    Tag::create(&tx, new("lost")).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let error = soon(tx.commit()).await.unwrap_err();
    assert!(error.is_connection_lost(), "{error:?}");
    assert_eq!(soon(Tag::query().count(&db)).await.unwrap(), 0);
}
