//! Whatever is dropped half-way, the next user of the connection finds no transaction and no statement.

use super::{PATIENCE, PgManager, config, connect, drop_after, statement};
use crate::backend::postgres::PgConnection;
use bb8::ManageConnection;
use std::time::Duration;
use tokio::time::timeout;

/// A statement that is still at it when the test is over, unless it is canceled.
const LONG: &str = "SELECT pg_sleep(600)";
const SHORT: Duration = Duration::from_millis(20);

/// A connection as the pool has it, with an empty temporary table.
async fn pooled() -> (PgManager, PgConnection) {
    let manager = PgManager::new(config());
    let c = manager.connect().await.expect("the server takes connections");
    c.batch("CREATE TEMP TABLE t (a int)").await.expect("a table");
    (manager, c)
}

/// Gives the connection back and takes it out again, as the pool does.
async fn return_and_take(manager: &PgManager, c: &mut PgConnection) {
    assert!(!manager.has_broken(c));
    let ready = timeout(PATIENCE, manager.is_valid(c)).await;
    ready.expect("it is ready in time").expect("the connection is fit");
}

async fn insert(c: &PgConnection) {
    c.execute(&statement("INSERT INTO t VALUES (1)", [])).await.expect("a row");
}

async fn rows(c: &PgConnection) -> i64 {
    c.value("SELECT count(*) FROM t").await
}

#[tokio::test]
async fn an_open_transaction_is_rolled_back() {
    let (manager, mut c) = pooled().await;
    c.begin("BEGIN").await.expect("a transaction");
    insert(&c).await;
    return_and_take(&manager, &mut c).await;
    assert_eq!(rows(&c).await, 0);
    assert!(!c.is_in_transaction().await);
}

#[tokio::test]
async fn a_transaction_dropped_at_any_step_is_rolled_back_or_committed() {
    let (manager, mut c) = pooled().await;
    for step in 0..6 {
        {
            let mut whole = Box::pin(async {
                c.begin("BEGIN").await?;
                c.execute(&statement("INSERT INTO t VALUES (1)", [])).await?;
                c.execute(&statement("INSERT INTO t VALUES (2)", [])).await?;
                c.commit().await
            });
            for _ in 0..step {
                if timeout(Duration::ZERO, &mut whole).await.is_ok() {
                    break;
                }
            }
        }
        return_and_take(&manager, &mut c).await;
        assert!(!c.is_in_transaction().await, "after {step} steps");
        assert_eq!(rows(&c).await % 2, 0, "after {step} steps");
    }
}

#[tokio::test]
async fn a_statement_dropped_half_way_is_canceled() {
    let (manager, mut c) = pooled().await;
    drop_after(SHORT, c.get::<String>(LONG)).await;
    return_and_take(&manager, &mut c).await;
    assert_eq!(c.value::<i32>("SELECT 1").await, 1);
}

#[tokio::test]
async fn a_transaction_whose_statement_was_dropped_is_rolled_back() {
    let (manager, mut c) = pooled().await;
    c.begin("BEGIN").await.expect("a transaction");
    insert(&c).await;
    drop_after(SHORT, c.get::<String>(LONG)).await;
    return_and_take(&manager, &mut c).await;
    assert_eq!(rows(&c).await, 0);
    assert!(!c.is_in_transaction().await);
}

#[tokio::test]
async fn a_connection_settles_outside_of_a_runtime() {
    let mut c = connect().await;
    drop_after(SHORT, c.get::<String>(LONG)).await;
    let settled = std::thread::spawn(move || {
        c.settle();
        c
    });
    let mut c = settled.join().expect("it does not panic");
    timeout(PATIENCE, c.ready()).await.expect("it is ready in time").expect("it is fit");
}

#[tokio::test]
async fn rollback_does_not_wait_for_what_was_dropped() {
    let (_, c) = pooled().await;
    c.begin("BEGIN").await.expect("a transaction");
    insert(&c).await;
    drop_after(SHORT, c.get::<String>(LONG)).await;
    timeout(PATIENCE, c.rollback()).await.expect("it is canceled").expect("it is rolled back");
    assert_eq!(rows(&c).await, 0);
    assert!(!c.is_in_transaction().await);
}

#[tokio::test]
async fn commit_says_that_a_dropped_statement_failed() {
    let (_, c) = pooled().await;
    c.begin("BEGIN").await.expect("a transaction");
    insert(&c).await;
    drop_after(SHORT, c.get::<i32>("SELECT 1 / (a - 1) FROM t, pg_sleep(0.1)")).await;
    assert!(c.commit().await.expect_err("the transaction failed").is_transaction_state());
    assert_eq!(rows(&c).await, 0);
    assert!(!c.is_in_transaction().await);
}

#[tokio::test]
async fn commit_after_a_failed_statement_fails_and_rolls_back() {
    let (_, c) = pooled().await;
    c.begin("BEGIN").await.expect("a transaction");
    insert(&c).await;
    c.batch("SELECT 1/0").await.expect_err("a division by zero");
    assert!(c.commit().await.expect_err("the transaction failed").is_transaction_state());
    assert_eq!(rows(&c).await, 0);
}

#[tokio::test]
async fn commit_after_a_rollback_to_a_savepoint_commits() {
    let (_, c) = pooled().await;
    c.begin("BEGIN").await.expect("a transaction");
    c.batch("SAVEPOINT a").await.expect("a savepoint");
    c.batch("SELECT 1/0").await.expect_err("a division by zero");
    c.batch("ROLLBACK TO a").await.expect("back to the savepoint");
    insert(&c).await;
    c.commit().await.expect("nothing of it failed");
    assert_eq!(rows(&c).await, 1);
}

#[tokio::test]
async fn a_begin_whose_settings_fail_leaves_nothing_open() {
    let (_, c) = pooled().await;
    c.begin("BEGIN; SET LOCAL nonsense = 1").await.expect_err("there is no such setting");
    assert!(!c.is_in_transaction().await);
}

#[tokio::test]
async fn a_commit_that_was_polled_once_is_done() {
    let (manager, mut c) = pooled().await;
    c.begin("BEGIN").await.expect("a transaction");
    insert(&c).await;
    drop_after(Duration::ZERO, c.commit()).await;
    return_and_take(&manager, &mut c).await;
    assert_eq!(rows(&c).await, 1);
}

#[tokio::test]
async fn a_dropped_commit_behind_a_dropped_statement_leaves_nothing_open() {
    let (manager, mut c) = pooled().await;
    for wait in [0, 5, 30] {
        c.begin("BEGIN").await.expect("a transaction");
        drop_after(SHORT, c.get::<String>(LONG)).await;
        drop_after(Duration::from_millis(wait), c.commit()).await;
        return_and_take(&manager, &mut c).await;
        assert!(!c.is_in_transaction().await, "dropped after {wait} ms");
    }
}

#[tokio::test]
async fn a_dropped_commit_of_a_failed_transaction_leaves_nothing_open() {
    let (manager, mut c) = pooled().await;
    c.begin("BEGIN").await.expect("a transaction");
    c.batch("SELECT 1/0").await.expect_err("a division by zero");
    drop_after(Duration::ZERO, c.commit()).await;
    return_and_take(&manager, &mut c).await;
    assert!(!c.is_in_transaction().await);
}

#[tokio::test]
async fn what_was_answered_is_not_canceled() {
    let (manager, mut c) = pooled().await;
    drop_after(Duration::from_millis(5), c.get::<String>("SELECT pg_sleep(0.02)")).await;
    // The server answers in order: it is done with what was dropped.
    c.batch("SELECT 1").await.expect("the server answers");
    assert!(!manager.has_broken(&mut c));
    assert!(c.canceling.lock().expect("nobody panicked").is_none());
}

#[tokio::test]
async fn no_late_cancellation_hits_the_next_user() {
    let (manager, mut c) = pooled().await;
    for i in 0..100 {
        // Some end in time, some are dropped long before, and some just when they end.
        let wait = Duration::from_micros(i % 40 * 100);
        drop_after(wait, c.get::<String>("SELECT pg_sleep(0.002)")).await;
        return_and_take(&manager, &mut c).await;
        let next = c.execute(&statement("SELECT pg_sleep(0.0001)", [])).await;
        next.unwrap_or_else(|error| panic!("after {wait:?}: {error:?}"));
    }
}
