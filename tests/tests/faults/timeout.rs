//! Statements that take too long, by the server's clock and by the pool's.

use super::soon;
use orm::{Db, TxOptions};
use orm_tests::models::{Tag, create, tag};
use orm_tests::setup::{self, Proxy};
use std::time::Duration;

const SLEEP: &str = "SELECT CAST(1 AS bigint) FROM pg_sleep(60)";

fn new(name: &str) -> tag::New {
    tag::New { name: name.into() }
}

#[tokio::test]
async fn on_both_clocks() {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let servers = Db::builder(format!("{}?options=-c%20statement_timeout%3D100", t.url));
    let pools = Db::builder(&t.url).query_timeout(Duration::from_millis(100));
    for (builder, code) in [(servers, Some("57014")), (pools, None)] {
        let db = builder.max_connections(1).connect().await.unwrap();
        let error = soon(orm::sql::<i64>(SLEEP).one(&db)).await.unwrap_err();
        assert!(error.is_timeout() && !error.is_lock_timeout(), "{error:?}");
        assert!(!error.is_connection_lost() && !error.is_pool_exhausted());
        assert_eq!(error.code(), code);
        assert!(error.statement().unwrap().contains("pg_sleep"));
        soon(Tag::create(&db, new(&format!("after {code:?}")))).await.unwrap();

        let tx = db.begin().await.unwrap();
        Tag::create(&tx, new("lost")).await.unwrap();
        let error = soon(orm::sql::<i64>(SLEEP).one(&tx)).await.unwrap_err();
        assert!(error.is_timeout(), "{error:?}");
        assert!(soon(Tag::query().count(&tx)).await.unwrap_err().is_transaction_state());
        assert!(soon(tx.commit()).await.unwrap_err().is_transaction_state());

        // Inside a savepoint, the transaction goes on.
        db.transaction(async |tx| {
            let inner = tx.transaction(async |tx| orm::sql::<i64>(SLEEP).one(tx).await).await;
            assert!(inner.unwrap_err().is_timeout());
            Tag::create(tx, new(&format!("went on {code:?}"))).await
        })
        .await
        .unwrap();
    }
    assert_eq!(Tag::query().count(&t.db).await.unwrap(), 4);
}

/// How many requests to cancel there are among the bytes that were sent (PostgreSQL manual, 55.7,
/// "CancelRequest").
fn cancellations(sent: &[u8]) -> usize {
    const REQUEST: [u8; 8] = [0, 0, 0, 16, 4, 210, 22, 46];
    sent.windows(REQUEST.len()).filter(|bytes| *bytes == REQUEST).count()
}

/// The server is at its rows, and the connection is full of those that nobody reads any more.
#[tokio::test]
async fn what_sends_rows_is_canceled_once() {
    const MANY: &str = "SELECT n FROM generate_series(1::bigint, 1000000000) AS n";
    let t = setup::postgres().await;
    let proxy = Proxy::to(&t.url).await;
    let builder = Db::builder(proxy.url(&t.url)).max_connections(1);
    let db = builder.query_timeout(Duration::from_millis(200)).connect().await.unwrap();
    let answers = async || orm::sql::<i64>("SELECT 7::bigint").one(&db).await.unwrap();
    assert_eq!(answers().await, 7);
    let mut canceled = Vec::new();
    for _ in 0..3 {
        proxy.take_asked();
        let error = soon(orm::sql::<i64>(MANY).all(&db)).await.unwrap_err();
        assert!(error.is_timeout() && error.code().is_none(), "{error:?}");
        assert_eq!(soon(answers()).await, 7);
        canceled.push(cancellations(&proxy.take_asked()));
        let tx = db.begin().await.unwrap();
        let error = soon(orm::sql::<i64>(MANY).all(&tx)).await.unwrap_err();
        assert!(error.is_timeout(), "{error:?}");
        soon(tx.rollback()).await.unwrap();
        assert_eq!(soon(answers()).await, 7);
        canceled.push(cancellations(&proxy.take_asked()));
    }
    assert!(canceled.iter().all(|times| *times > 0), "{canceled:?}");
    // On a busy machine, the server may take its time, and is told once more.
    let once = canceled.iter().filter(|times| **times == 1).count();
    assert!(once >= 3, "{canceled:?}");
    assert_eq!(db.pool_stats().created, 1, "each time on the same connection");
}

#[tokio::test]
async fn somebody_cancels_it() {
    let t = setup::postgres().await;
    let admin = setup::superuser(&t).await;
    let cancel = async {
        let find = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND query LIKE '%pg_sleep(60)%' \
             AND pid <> pg_backend_pid() AND state = 'active'";
        while admin.query(find, &[]).await.unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    let (result, ()) =
        soon(async { tokio::join!(orm::sql::<i64>(SLEEP).one(&t.db), cancel) }).await;
    assert!(result.unwrap_err().is_timeout());
}

#[tokio::test]
async fn nobody_writes_in_a_transaction_that_reads() {
    const INSERT: &str = "INSERT INTO tags (name) VALUES ('no') RETURNING id";
    for (t, code) in
        [(setup::postgres().await, "25006"), (setup::sqlite().await, "SQLITE_READONLY")]
    {
        create(&t.db, &[Tag::TABLE]).await;
        let written = t
            .db
            .read_transaction(TxOptions::new(), async |tx| orm::sql::<i64>(INSERT).all(tx).await)
            .await;
        let error = written.unwrap_err();
        assert_eq!(error.code(), Some(code), "{error:?}");
        assert_eq!(Tag::query().count(&t.db).await.unwrap(), 0);
        Tag::create(&t.db, new("yes")).await.unwrap();
    }
}
