//! The pool under pressure: who waits, how long, in which order, and what is left of who gave up.

use futures_util::future::join_all;
use orm::{Db, Tx};
use orm_tests::models::{Tag, create, tag};
use orm_tests::{TestDb, setup};
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// What takes longer hangs.
const LONGEST: Duration = Duration::from_secs(10);

async fn soon<T>(work: impl Future<Output = T>) -> T {
    timeout(LONGEST, work).await.expect("it comes to an end in time")
}

async fn open(t: &TestDb, connections: u32) -> Db {
    let builder = Db::builder(&t.url).max_connections(connections);
    builder.acquire_timeout(LONGEST).connect().await.unwrap()
}

/// All connections can be taken at once, and no more: nothing was lost, and nothing is pending.
async fn is_whole(db: &Db, connections: usize) {
    let all = soon(join_all((0..connections).map(|_| db.begin()))).await;
    let all: Vec<_> = all.into_iter().map(|tx| tx.expect("it can be taken")).collect();
    let one_more = timeout(Duration::from_millis(20), db.begin()).await;
    assert!(one_more.is_err(), "there are no more than {connections}");
    drop(all);
    let one = orm::sql::<i64>("SELECT CAST(1 AS bigint)").one(db);
    assert_eq!(soon(one).await.unwrap(), 1);
}

/// Polls a future so many times, one after the other, and drops it.
async fn give_up(work: impl Future, polls: usize) {
    let mut work = pin!(work);
    for _ in 0..polls {
        let ended = poll_fn(|cx| Poll::Ready(work.as_mut().poll(cx).is_ready())).await;
        if ended {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn who_follows_a_statement_that_was_given_up_does_not_wait_for_it() {
    let t = setup::postgres().await;
    let db = open(&t, 1).await;
    for _ in 0..3 {
        let slow = orm::sql::<i64>("SELECT CAST(1 AS bigint) FROM pg_sleep(60)");
        assert!(timeout(Duration::from_millis(50), slow.one(&db)).await.is_err());
        let start = Instant::now();
        is_whole(&db, 1).await;
        assert!(start.elapsed() < Duration::from_secs(3));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_who_gave_up_leave_nothing() {
    for (t, connections) in [(setup::postgres().await, 2), (setup::sqlite().await, 1)] {
        let db = open(&t, connections).await;
        // Nothing is free: they wait.
        let held: Vec<_> = soon(join_all((0..connections).map(|_| db.begin()))).await;
        for number in 0..5_000 {
            give_up(db.begin(), number % 3).await;
        }
        drop(held);
        // Something is free, or about to be.
        for number in 0..5_000 {
            give_up(db.begin(), number % 3).await;
        }
        is_whole(&db, connections as usize).await;
    }
}

/// Others give up while they wait, all the time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_tasks_get_through() {
    for t in [setup::postgres().await, setup::sqlite().await] {
        create(&t.db, &[Tag::TABLE]).await;
        let db = open(&t, 5).await;
        let tasks = (0..1_000_usize).map(|number| {
            let db = db.clone();
            tokio::spawn(async move {
                if number.is_multiple_of(4) {
                    give_up(Tag::query().count(&db), number % 7).await;
                }
                Tag::create(&db, tag::New { name: number.to_string() }).await
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            soon(task).await.unwrap().expect("everybody gets a connection");
        }
        assert_eq!(Tag::query().count(&t.db).await.unwrap(), 1_000);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wait_is_as_long_as_was_asked() {
    for t in [setup::postgres().await, setup::sqlite().await] {
        for asked in [Duration::from_millis(100), Duration::from_millis(250)] {
            let builder = Db::builder(&t.url).max_connections(1).acquire_timeout(asked);
            let db = builder.connect().await.unwrap();
            let held = patiently(&db).await;
            let waiters = (0..50).map(|_| async {
                let start = Instant::now();
                let error = db.begin().await.unwrap_err();
                (error, start.elapsed())
            });
            for (error, waited) in soon(join_all(waiters)).await {
                assert!(error.is_pool_exhausted(), "{error:?}");
                assert!(waited >= asked, "{waited:?} instead of {asked:?}");
                assert!(waited < asked + Duration::from_secs(1), "{waited:?} of {asked:?}");
            }
            held.rollback().await.unwrap();
            patiently(&db).await.rollback().await.unwrap();
        }
    }
}

/// On a busy machine, the opening of a connection may take longer than was asked.
async fn patiently(db: &Db) -> Tx {
    let start = Instant::now();
    loop {
        match db.begin().await {
            Ok(tx) => return tx,
            Err(error) => assert!(error.is_pool_exhausted(), "{error:?}"),
        }
        assert!(start.elapsed() < LONGEST, "there is a connection");
    }
}
