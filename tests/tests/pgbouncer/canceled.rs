//! Cancellation through PgBouncer, which passes a cancel request on to whatever session is at it.

use crate::{Way, soon};
use orm::Db;
use orm_tests::models::{Tag, create, tag};
use orm_tests::setup::{self, wait_until};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::time::timeout;
use tokio_postgres::Client;

/// Nobody waits so long for it.
const SLEEP: &str = "SELECT CAST(1 AS bigint) FROM pg_sleep(60)";

async fn sleepers(admin: &Client) -> i64 {
    const SLEEPERS: &str = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' \
         AND datname = current_database() AND query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()";
    admin.query_one(SLEEPERS, &[]).await.expect("the server answers").get(0)
}

pub(crate) async fn a_dropped_statement_stops_on_the_server(way: Way) {
    let t = setup::postgres().await;
    let bouncer = way.bouncer(2).await;
    let db = way.builder(&bouncer, &t).max_connections(1).connect().await.unwrap();
    let admin = setup::superuser(&t).await;
    for _ in 0..3 {
        let slow = orm::sql::<i64>(SLEEP).one(&db);
        let running = async {
            wait_until(Duration::from_secs(5), "it runs", async || sleepers(&admin).await == 1)
                .await;
        };
        tokio::select! {
            result = slow => panic!("it sleeps: {result:?}"),
            () = running => {}
        }
        let start = Instant::now();
        let one = orm::sql::<i64>("SELECT CAST(1 AS bigint)");
        assert_eq!(soon(one.one(&db)).await.unwrap(), 1);
        assert!(start.elapsed() < Duration::from_secs(3), "nobody waits for the sleep to end");
        assert_eq!(sleepers(&admin).await, 0);
    }
}

/// Others, who share the server's sessions with it, go on.
pub(crate) async fn a_timeout_stops_its_own_statement_only(way: Way) {
    let t = setup::postgres().await;
    let bouncer = way.bouncer(2).await;
    let hasty = way.builder(&bouncer, &t).max_connections(2);
    let hasty = hasty.query_timeout(Duration::from_millis(100)).connect().await.unwrap();
    let db = way.builder(&bouncer, &t).max_connections(4).connect().await.unwrap();
    let done = Arc::new(AtomicBool::new(false));
    let others: Vec<_> =
        (0..4).map(|task| tokio::spawn(answers(db.clone(), task, done.clone()))).collect();
    for _ in 0..8 {
        let error = soon(orm::sql::<i64>(SLEEP).one(&hasty)).await.unwrap_err();
        assert!(error.is_timeout(), "{error:?}");
    }
    done.store(true, Ordering::Relaxed);
    let mut answered = 0;
    for other in others {
        answered += other.await.expect("every statement has its own answer");
    }
    assert!(answered > 0);
    assert_eq!(sleepers(&setup::superuser(&t).await).await, 0);
}

async fn answers(db: Db, task: i64, done: Arc<AtomicBool>) -> i64 {
    let mut number = 0;
    while !done.load(Ordering::Relaxed) {
        number += 1;
        let sum =
            orm::sql::<i64>("SELECT CAST($1 AS bigint) + CAST($2 AS bigint) FROM pg_sleep(0.002)");
        let sum = soon(sum.bind(task << 32).bind(number).one(&db)).await;
        assert_eq!(sum.expect("nobody cancels it"), (task << 32) + number);
    }
    number
}

/// On a session that others get next.
pub(crate) async fn what_is_dropped_in_a_transaction_is_rolled_back(way: Way) {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let bouncer = way.bouncer(1).await;
    let db = way.builder(&bouncer, &t).max_connections(3).connect().await.unwrap();
    for round in 0..10_u64 {
        let lost = db.transaction(async |tx| {
            Tag::create(tx, tag::New { name: "lost".into() }).await?;
            orm::sql::<i64>(SLEEP).one(tx).await
        });
        let dropped = timeout(Duration::from_millis(5 * round), lost).await;
        assert!(dropped.is_err(), "{way:?}: {dropped:?}");
        // The same unique name, on the same session: whoever wrote it is gone.
        let kept = db.transaction(async |tx| {
            let tag = Tag::create(tx, tag::New { name: "lost".into() }).await?;
            tag.delete(tx).await
        });
        soon(kept).await.unwrap();
    }
    assert_eq!(soon(Tag::query().count(&db)).await.unwrap(), 0);
    let admin = setup::superuser(&t).await;
    const OPEN: &str = "SELECT count(*) FROM pg_stat_activity \
         WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
    assert_eq!(admin.query_one(OPEN, &[]).await.unwrap().get::<_, i64>(0), 0);
}
