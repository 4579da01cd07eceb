//! A table that changes its columns while statements on it are prepared, as by a migration beside the program.

use super::soon;
use futures_util::future::join_all;
use orm::{Db, Error, Executor, Tx, TxOptions, sql};
use orm_tests::models::{Tag, create, tag};
use orm_tests::setup::{self, PgBouncer, Program, Proxy, TestDb};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A pool of so many connections, with tags, that is not the one which changes them.
async fn pool(connections: u32) -> (TestDb, Db) {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let tags = ["a", "b", "c"].map(|name| tag::New { name: name.into() });
    Tag::create_many(&t.db, tags).await.unwrap();
    let db = Db::builder(&t.url).max_connections(connections).connect().await.unwrap();
    (t, db)
}

/// Gives a column a type that it did not have, as a migration does.
async fn change(t: &TestDb) {
    static LENGTH: AtomicUsize = AtomicUsize::new(80);
    let length = LENGTH.fetch_add(1, Ordering::Relaxed);
    let text = format!("ALTER TABLE tags ALTER COLUMN name TYPE varchar({length})");
    sql::<()>(orm::unsafe_text(text)).exec(&t.db).await.unwrap();
}

/// Two statements, both prepared where they are sent.
async fn read(db: &impl Executor) -> Result<usize, Error> {
    let all = Tag::query().all(db).await?.len();
    let some = Tag::query().filter(|t| t.name.ne("b")).all(db).await?.len();
    Ok(all + some)
}

/// Prepares the statements on each connection.
async fn prepare(db: &Db, connections: usize) {
    let held: Vec<Tx> = join_all((0..connections).map(|_| db.begin()))
        .await
        .into_iter()
        .collect::<Result<_, _>>()
        .unwrap();
    for tx in held {
        assert_eq!(read(&tx).await.unwrap(), 5);
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn outside_of_a_transaction_nobody_notices() {
    let (t, db) = pool(1).await;
    for _ in 0..3 {
        assert_eq!(read(&db).await.unwrap(), 5);
        let mut rows = Tag::query().stream(&db);
        while rows.next().await.unwrap().is_some() {}
        drop(rows);
        let mut copied = Tag::query().copy_out(&db);
        while copied.next().await.unwrap().is_some() {}
        drop(copied);
        let first = Tag::query().order_by(|t| t.id.asc()).first(&db).await.unwrap().unwrap();
        first.update(&db, tag::Patch { name: Some("a".into()) }).await.unwrap();
        change(&t).await;
    }
    // The stream is the first to notice.
    let mut rows = Tag::query().stream(&db);
    let mut count = 0;
    while rows.next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, 3);
}

#[tokio::test]
async fn a_transaction_is_told_what_to_do() {
    let (t, db) = pool(1).await;
    prepare(&db, 1).await;
    change(&t).await;
    let tx = db.begin().await.unwrap();
    let error = read(&tx).await.unwrap_err();
    assert!(error.is_statement_outdated() && error.is_retryable(), "{error:?}");
    assert!(error.to_string().contains("its transaction can be run again"), "{error}");
    assert_eq!(error.code(), Some("0A000"));
    assert!(error.statement().unwrap().contains("FROM \"tags\""), "{error:?}");
    // The server has given it up.
    assert!(read(&tx).await.unwrap_err().is_transaction_state());
    assert!(tx.commit().await.unwrap_err().is_transaction_state());
    let tx = db.begin().await.unwrap();
    assert_eq!(read(&tx).await.unwrap(), 5, "neither statement is in the way any more");
    tx.commit().await.unwrap();
}

/// A nested transaction keeps to itself that a statement failed, but it cannot prepare it before.
#[tokio::test]
async fn a_nested_transaction_can_be_run_again_by_itself() {
    let (t, db) = pool(1).await;
    prepare(&db, 1).await;
    change(&t).await;
    let tx = db.begin().await.unwrap();
    let error = tx.transaction(async |nested| read(nested).await).await.unwrap_err();
    assert!(error.is_statement_outdated(), "{error:?}");
    assert_eq!(tx.transaction(async |nested| read(nested).await).await.unwrap(), 5);
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_stream_in_a_transaction_does_not_mind() {
    let (t, db) = pool(1).await;
    let streamed = async || {
        let tx = db.begin().await.unwrap();
        let mut rows = Tag::query().stream(&tx);
        let mut count = 0;
        while rows.next().await.unwrap().is_some() {
            count += 1;
        }
        drop(rows);
        tx.commit().await.unwrap();
        count
    };
    assert_eq!(streamed().await, 3);
    change(&t).await;
    assert_eq!(streamed().await, 3);
}

/// A pooler whose sessions forget what is prepared after each transaction: that of one is over once it is
/// prepared. Preparing it once more is all that may help.
#[tokio::test]
async fn a_statement_is_tried_twice() {
    const FORGETS: &str = "server_reset_query_always = 1\nmax_prepared_statements = 0";
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let bouncer = PgBouncer::start(Program::New, 1, FORGETS).await;
    let url = bouncer.url(&t.url);
    let proxy = Proxy::to(&url).await;
    let db = Db::connect(&proxy.url(&url)).await.unwrap();
    let check = |error: Error, what: &str, expect: usize| {
        const TEXT: &[u8] = b"FROM \"tags\"";
        assert!(error.is_statement_outdated(), "{what}: {error:?}");
        assert_eq!(error.code(), Some("26000"));
        let asked = proxy.take_asked();
        let prepared = asked.windows(TEXT.len()).filter(|part| *part == TEXT).count();
        assert_eq!(prepared, expect, "{what} is prepared and run twice");
    };
    check(soon(Tag::query().all(&db)).await.unwrap_err(), "a query", 2);
    check(
        soon(Tag::query().filter(|t| t.id.eq(1)).delete().exec(&db)).await.unwrap_err(),
        "a write",
        2,
    );
    check(soon(Tag::query().stream(&db).next()).await.unwrap_err(), "a stream", 2);
    // Its columns are asked for, too.
    check(soon(Tag::query().copy_out(&db).next()).await.unwrap_err(), "a copy", 4);
    let session = db.session().await.unwrap();
    check(
        soon(sql::<i64>("SELECT id FROM \"tags\"").one(&session)).await.unwrap_err(),
        "a session",
        2,
    );
}

/// One more run is enough, though each connection of the pool has such statements.
#[tokio::test]
async fn a_transaction_runs_again_by_its_own_retries() {
    const CONNECTIONS: usize = 4;
    let (t, db) = pool(CONNECTIONS as u32).await;
    prepare(&db, CONNECTIONS).await;
    change(&t).await;
    let runs = AtomicUsize::new(0);
    let one = || {
        db.transaction_with(TxOptions::new().retry(1), async |tx| {
            runs.fetch_add(1, Ordering::Relaxed);
            read(tx).await
        })
    };
    assert_eq!(soon(one()).await.unwrap(), 5);
    assert_eq!(runs.swap(0, Ordering::Relaxed), 2);
    // The other connections have heard of it.
    for count in soon(join_all((0..CONNECTIONS).map(|_| one()))).await {
        assert_eq!(count.unwrap(), 5);
    }
    assert_eq!(runs.swap(0, Ordering::Relaxed), CONNECTIONS);
    change(&t).await;
    for count in soon(join_all((0..CONNECTIONS).map(|_| one()))).await {
        assert_eq!(count.unwrap(), 5);
    }
    let runs = runs.into_inner();
    assert!((CONNECTIONS + 1..=2 * CONNECTIONS).contains(&runs), "{runs}");
}

/// The same text in the session's other schema: with columns of other types, what was prepared for the
/// first is of no use, and with the same ones it leads to the other rows.
#[tokio::test]
async fn a_search_path_by_hand() {
    let (_t, db) = pool(1).await;
    for (schema, ty) in [("one", "text"), ("two", "text"), ("three", "varchar(7)")] {
        for text in [
            format!("CREATE SCHEMA {schema}"),
            format!("CREATE TABLE {schema}.thing (name {ty})"),
            format!("INSERT INTO {schema}.thing VALUES ('{schema}')"),
        ] {
            sql::<()>(orm::unsafe_text(text)).exec(&db).await.unwrap();
        }
    }
    let runs = AtomicUsize::new(0);
    for (schema, expect) in [("one", 1), ("two", 1), ("three", 2), ("one", 2), ("two", 1)] {
        let path = format!("SET LOCAL search_path = {schema}");
        let work = db.transaction_with(TxOptions::new().retry(1), async |tx| {
            runs.fetch_add(1, Ordering::Relaxed);
            sql::<()>(orm::unsafe_text(path.clone())).exec(tx).await?;
            sql::<String>("SELECT name FROM thing").one(tx).await
        });
        assert_eq!(soon(work).await.unwrap(), schema);
        assert_eq!(runs.swap(0, Ordering::Relaxed), expect, "{schema}");
    }
}
