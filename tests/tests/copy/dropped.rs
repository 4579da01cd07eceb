//! Copies that end before their rows do: dropped, failed, panicked.

use super::{is_clean, named, one_connection, pid, tags};
use futures_util::{FutureExt, StreamExt, stream};
use orm_tests::models::Tag;
use orm_tests::setup;
use std::convert::Infallible;
use std::future::poll_fn;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicI64, Ordering};
use std::task::Poll;
use std::time::Duration;
use tokio::time::timeout;

/// A source that gives so many rows, and then nothing, for ever.
fn stuck(rows: i64) -> impl futures_util::Stream<Item = Result<orm::New<Tag>, Infallible>> + Send {
    stream::iter((0..rows).map(named)).chain(stream::pending()).map(Ok)
}

/// A source of 40,000 rows that makes whoever asks wait four times, however fast the server is.
fn halting() -> impl futures_util::Stream<Item = Result<orm::New<Tag>, Infallible>> + Send {
    stream::iter(0..40_000_i64).then(async |n| {
        if n % 10_000 == 5_000 {
            tokio::task::yield_now().await;
        }
        Ok(named(n))
    })
}

#[tokio::test]
async fn while_the_source_has_nothing() {
    let t = setup::postgres().await;
    let db = one_connection(&t).await;
    let before = pid(&db).await;
    // Before anything is sent, before the first chunk is full, and in the middle.
    for rows in [0, 10, 100_000] {
        let copy = Tag::copy_in_stream(stuck(rows)).exec(&db);
        assert!(timeout(Duration::from_millis(300), copy).await.is_err(), "{rows}");
        is_clean(&t, &db, before).await;
    }
}

/// Whoever has a limit around the copy, or shares its thread, is polled in between, however fast the server
/// takes the rows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_have_their_turn() {
    let t = setup::postgres().await;
    let db = one_connection(&t).await;
    let taken = AtomicI64::new(0);
    let rows = (0..50_000_i64).map(|number| {
        taken.fetch_add(1, Ordering::Relaxed);
        named(number)
    });
    let mut copy = Box::pin(Tag::copy_in(rows).exec(&db));
    let mut most = 0;
    let copied = poll_fn(|cx| {
        let before = taken.load(Ordering::Relaxed);
        let polled = copy.as_mut().poll(cx);
        most = most.max(taken.load(Ordering::Relaxed) - before);
        polled
    });
    assert_eq!(copied.await.unwrap().rows, 50_000);
    assert!(most <= 2_100, "{most} rows in one turn");
}

#[tokio::test(flavor = "current_thread")]
async fn after_every_poll() {
    drop_after_every_poll().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_every_poll_beside_the_task() {
    drop_after_every_poll().await;
}

/// After every single poll, and a little later.
async fn drop_after_every_poll() {
    let t = setup::postgres().await;
    let db = one_connection(&t).await;
    let before = pid(&db).await;
    for linger in [Duration::ZERO, Duration::from_millis(2)] {
        for polls in 1.. {
            let mut left = polls;
            let mut copy = Box::pin(Tag::copy_in_stream(halting()).exec(&db));
            let ended = poll_fn(|cx| {
                left -= 1;
                match copy.as_mut().poll(cx) {
                    Poll::Ready(result) => Poll::Ready(Some(result)),
                    Poll::Pending if left == 0 => Poll::Ready(None),
                    Poll::Pending => Poll::Pending,
                }
            })
            .await;
            if ended.is_none() {
                tokio::time::sleep(linger).await;
            }
            drop(copy);
            if let Some(result) = ended {
                assert_eq!(result.unwrap().rows, 40_000);
                assert!(polls > 4, "it was dropped on the way, too");
                break;
            }
            if tags(&t).await == 40_000 {
                // The last answer was on its way.
                orm::sql::<()>("TRUNCATE tags").exec(&t.db).await.unwrap();
            }
            is_clean(&t, &db, before).await;
        }
        orm::sql::<()>("TRUNCATE tags").exec(&t.db).await.unwrap();
    }
}

/// The COPY waits for somebody's lock: the server has not taken it yet, and its session is given up.
#[tokio::test]
async fn while_it_waits_for_a_lock() {
    let t = setup::postgres().await;
    let db = one_connection(&t).await;
    pid(&db).await;
    let other = t.db.begin().await.unwrap();
    orm::sql::<()>("LOCK TABLE tags IN EXCLUSIVE MODE").exec(&other).await.unwrap();
    for _ in 0..3 {
        let copy = Tag::copy_in((0..10).map(named)).exec(&db);
        assert!(timeout(Duration::from_millis(100), copy).await.is_err());
        let after = pid(&db).await;
        is_clean(&t, &db, after).await;
    }
    other.rollback().await.unwrap();
    assert_eq!(Tag::copy_in((0..10).map(named)).exec(&db).await.unwrap().rows, 10);
}

#[tokio::test]
async fn by_a_panic() {
    let t = setup::postgres().await;
    let db = one_connection(&t).await;
    let before = pid(&db).await;
    let progress = Tag::copy_in((0..50_000).map(named)).progress(|p| {
        assert!(p.rows < 30_000, "a fault of the program");
    });
    assert!(AssertUnwindSafe(progress.exec(&db)).catch_unwind().await.is_err());
    is_clean(&t, &db, before).await;
    let rows = (0..50_000).map(|n| if n < 20_000 { named(n) } else { panic!("another") });
    assert!(AssertUnwindSafe(Tag::copy_in(rows).exec(&db)).catch_unwind().await.is_err());
    is_clean(&t, &db, before).await;
}

#[tokio::test]
async fn by_errors() {
    let t = setup::postgres().await;
    let db = one_connection(&t).await;
    let before = pid(&db).await;
    for fault in [3, 60_000] {
        let rows = (1..70_000).map(|n| if n == fault { named("\0") } else { named(n) });
        assert!(Tag::copy_in(rows).exec(&db).await.unwrap_err().is_encode());
        is_clean(&t, &db, before).await;
        let rows = stream::iter(1..70_000).map(|n| match n == fault {
            true => Err("no more"),
            false => Ok(named(n)),
        });
        assert!(Tag::copy_in_stream(rows).exec(&db).await.unwrap_err().is_input());
        is_clean(&t, &db, before).await;
        let rows = (0..fault).chain([0]).map(named);
        assert!(Tag::copy_in(rows).exec(&db).await.unwrap_err().is_unique_violation());
        is_clean(&t, &db, before).await;
    }
}

/// A copy that is dropped inside a transaction fails it; a savepoint keeps that to itself.
#[tokio::test]
async fn inside_a_transaction() {
    let t = setup::postgres().await;
    let db = one_connection(&t).await;
    for rows in [10, 100_000] {
        let before = pid(&db).await;
        let tx = db.begin().await.unwrap();
        Tag::create(&tx, named("lost")).await.unwrap();
        let copy = Tag::copy_in_stream(stuck(rows)).exec(&tx);
        assert!(timeout(Duration::from_millis(300), copy).await.is_err());
        let next = Tag::create(&tx, named("next")).await;
        if rows == 100_000 {
            assert!(next.unwrap_err().is_transaction_state());
            assert!(tx.commit().await.unwrap_err().is_transaction_state());
        } else {
            next.expect("nothing was sent yet");
            tx.rollback().await.unwrap();
        }
        is_clean(&t, &db, before).await;
    }
    let tx = db.begin().await.unwrap();
    let inner = tx.begin().await.unwrap();
    let copy = Tag::copy_in_stream(stuck(100_000)).exec(&inner);
    assert!(timeout(Duration::from_millis(300), copy).await.is_err());
    inner.rollback().await.unwrap();
    Tag::create(&tx, named("kept")).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(tags(&t).await, 1);
}

/// Whoever drops a stream early stops the server.
#[tokio::test]
async fn a_copy_out() {
    let t = setup::postgres().await;
    let db = one_connection(&t).await;
    let rows = (0..300_000).map(|n| named(format!("a name of some length {n}")));
    Tag::copy_in(rows).exec(&t.db).await.unwrap();
    let before = pid(&db).await;
    for taken in [0, 1, 5000] {
        let mut rows = Tag::query().copy_out(&db);
        for _ in 0..taken {
            assert!(rows.next().await.unwrap().is_some());
        }
        drop(rows);
        let start = std::time::Instant::now();
        assert_eq!(pid(&db).await, before);
        assert!(start.elapsed() < Duration::from_secs(5));
    }
    orm::sql::<()>("TRUNCATE tags").exec(&t.db).await.unwrap();
    is_clean(&t, &db, before).await;
}
