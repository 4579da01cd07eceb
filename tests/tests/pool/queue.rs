//! The pool under pressure: who waits, how long, in which order, and what is left of who gave up.

use super::{LONGEST, soon};
use futures_util::future::join_all;
use orm::{Db, Tx};
use orm_tests::models::{Tag, create, tag};
use orm_tests::{TestDb, setup};
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::time::{sleep, timeout};

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
    let stats = db.pool_stats();
    assert_eq!((stats.in_use as usize, stats.waiting), (connections, 0), "{stats:?}");
    drop(all);
    let one = orm::sql::<i64>("SELECT CAST(1 AS bigint)").one(db);
    assert_eq!(soon(one).await.unwrap(), 1);
    let stats = db.pool_stats();
    assert_eq!((stats.in_use, stats.waiting), (0, 0), "{stats:?}");
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

/// How long each holds its connection.
const SERVICE: Duration = Duration::from_millis(10);

/// A hundred wait while others come again and again, as fast as they can.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_came_first_is_served_first() {
    for (t, connections) in [(setup::postgres().await, 2), (setup::sqlite().await, 1)] {
        let db = open(&t, connections).await;
        is_whole(&db, connections as usize).await;
        let held: Vec<_> = soon(join_all((0..connections).map(|_| db.begin()))).await;
        let served = Arc::new(Mutex::new(Vec::new()));
        let mut waiters = Vec::new();
        for number in 0..100_usize {
            let (db, served) = (db.clone(), served.clone());
            let waits = Arc::new(AtomicBool::new(false));
            let is_waiting = waits.clone();
            waiters.push(tokio::spawn(async move {
                let start = Instant::now();
                let mut begun = pin!(db.begin());
                let tx = poll_fn(|cx| {
                    let polled = begun.as_mut().poll(cx);
                    is_waiting.store(true, Ordering::Release);
                    polled
                });
                let tx = tx.await.expect("everybody gets a connection");
                served.lock().expect("nobody panics with it").push(number);
                let waited = start.elapsed();
                sleep(SERVICE).await;
                drop(tx);
                waited
            }));
            // The next one comes when this one stands in the line.
            while !waits.load(Ordering::Acquire) {
                sleep(Duration::from_micros(100)).await;
            }
        }
        let done = Arc::new(AtomicBool::new(false));
        let pushed_in = Arc::new(AtomicUsize::new(0));
        let hasty: Vec<_> = (0..connections)
            .map(|_| {
                let (db, done, pushed_in) = (db.clone(), done.clone(), pushed_in.clone());
                tokio::spawn(async move {
                    while !done.load(Ordering::Relaxed) {
                        let tx = db.begin().await.expect("everybody gets a connection");
                        if !done.load(Ordering::Relaxed) {
                            pushed_in.fetch_add(1, Ordering::Relaxed);
                        }
                        sleep(SERVICE).await;
                        drop(tx);
                    }
                })
            })
            .collect();
        let start = Instant::now();
        drop(held);
        let mut longest = Duration::ZERO;
        for waiter in waiters {
            longest = longest.max(soon(waiter).await.unwrap());
        }
        let all = start.elapsed();
        done.store(true, Ordering::Relaxed);
        soon(join_all(hasty)).await;
        let served = std::mem::take(&mut *served.lock().unwrap());
        let late = served.iter().zip(served.iter().skip(1)).filter(|(a, b)| a > b).count();
        // Two that are served at the same time may tell it in either order.
        let near = (0_usize..100).zip(&served).all(|(place, number)| place.abs_diff(*number) <= 4);
        assert!(near, "{late} overtook somebody: {served:?}");
        let pushed_in = pushed_in.load(Ordering::Relaxed);
        assert!(pushed_in <= 10, "{pushed_in} of the hasty came first");
        // Each takes somewhat longer than its service: the time for all is what an ideal line takes.
        assert!(longest <= all + SERVICE, "{longest:?} of {all:?}");
        let ideal = SERVICE * 100 / connections;
        assert!(longest < 2 * ideal + Duration::from_secs(2), "{longest:?}, ideally {ideal:?}");
    }
}

/// How much later than asked those who wait are told, on a machine that does nothing else.
const LATE: Duration = Duration::from_millis(10);

/// Never earlier. On a busy machine, a round may be later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wait_is_as_long_as_was_asked() {
    for t in [setup::postgres().await, setup::sqlite().await] {
        for asked in [Duration::from_millis(100), Duration::from_millis(250)] {
            let builder = Db::builder(&t.url).max_connections(1).acquire_timeout(asked);
            let db = builder.connect().await.unwrap();
            let mut longest = Vec::new();
            while longest.last().is_none_or(|longest| *longest > asked + LATE) {
                assert!(longest.len() < 5, "{longest:?} instead of {asked:?}");
                let held = patiently(&db).await;
                longest.push(longest_of_fifty(&db, asked).await);
                held.rollback().await.unwrap();
            }
            patiently(&db).await.rollback().await.unwrap();
        }
    }
}

async fn longest_of_fifty(db: &Db, asked: Duration) -> Duration {
    let waiters = (0..50).map(|_| async {
        let start = Instant::now();
        let error = db.begin().await.unwrap_err();
        (error, start.elapsed())
    });
    let waited = soon(join_all(waiters)).await.into_iter().map(|(error, waited)| {
        assert!(error.is_pool_exhausted(), "{error:?}");
        assert!(waited >= asked, "{waited:?} instead of {asked:?}");
        waited
    });
    waited.max().expect("there are fifty")
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
