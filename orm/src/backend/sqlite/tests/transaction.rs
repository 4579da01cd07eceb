//! Whatever is dropped half-way, the next user of the connection finds no transaction.

use super::{SqliteManager, drop_after, file, folder, open, statement};
use crate::backend::sqlite::SqliteConnection;
use bb8::ManageConnection;
use std::time::Duration;
use tempfile::TempDir;

/// Long enough to be dropped before its end, and not worth waiting for.
const SLOW: &str = "WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 1000000) \
    SELECT count(*) FROM r";

/// A connection as the pool has it, with an empty table, and another one to the same file.
struct Pooled {
    manager: SqliteManager,
    c: SqliteConnection,
    other: SqliteConnection,
    _folder: TempDir,
}

impl Pooled {
    async fn new() -> Pooled {
        let folder = folder();
        let options = file(&folder, "a.db");
        let manager = SqliteManager::new(options.clone());
        let c = manager.connect().await.expect("the file can be opened");
        c.batch("CREATE TABLE t (a INTEGER)").await.expect("a table");
        Pooled { manager, c, other: open(&options).await, _folder: folder }
    }

    /// Gives the connection back and takes it out again, as the pool does.
    async fn return_and_take(&mut self) {
        assert!(!self.manager.has_broken(&mut self.c));
        self.manager.is_valid(&mut self.c).await.expect("the connection is fit");
    }

    async fn begin_and_insert(&self) {
        self.c.begin("BEGIN IMMEDIATE").await.expect("nobody else writes");
        self.c.execute(&statement("INSERT INTO t VALUES (1)", [])).await.expect("a row");
    }

    async fn rows(&self) -> i64 {
        self.c.value("SELECT count(*) FROM t").await
    }

    /// Nothing is open here, and no lock is held.
    async fn is_free(&self) {
        assert!(!self.c.is_in_transaction().await);
        self.other.begin("BEGIN IMMEDIATE").await.expect("nobody else writes");
        self.other.rollback().await.expect("it is open");
    }
}

#[tokio::test]
async fn an_open_transaction_is_rolled_back() {
    let mut p = Pooled::new().await;
    p.begin_and_insert().await;
    p.return_and_take().await;
    assert_eq!(p.rows().await, 0);
    p.is_free().await;
}

#[tokio::test]
async fn a_dropped_statement_that_waited_for_its_turn_is_left_out() {
    let p = Pooled::new().await;
    drop_after(Duration::from_millis(2), p.c.get::<i64>(SLOW)).await;
    let insert = statement("INSERT INTO t VALUES (2)", []);
    drop_after(Duration::ZERO, p.c.execute(&insert)).await;
    assert_eq!(p.rows().await, 0);
}

#[tokio::test]
async fn a_transaction_whose_statement_was_dropped_is_rolled_back() {
    let mut p = Pooled::new().await;
    p.begin_and_insert().await;
    drop_after(Duration::from_millis(2), p.c.get::<i64>(SLOW)).await;
    p.return_and_take().await;
    assert_eq!(p.rows().await, 0);
    p.is_free().await;
}

#[tokio::test]
async fn a_transaction_dropped_at_any_step_is_rolled_back_or_committed() {
    let mut p = Pooled::new().await;
    for step in 0..6 {
        {
            let mut whole = Box::pin(async {
                p.c.begin("BEGIN IMMEDIATE").await?;
                p.c.execute(&statement("INSERT INTO t VALUES (1)", [])).await?;
                p.c.execute(&statement("INSERT INTO t VALUES (2)", [])).await?;
                p.c.commit().await
            });
            for _ in 0..step {
                if tokio::time::timeout(Duration::ZERO, &mut whole).await.is_ok() {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
        p.return_and_take().await;
        p.is_free().await;
        assert_eq!(p.rows().await % 2, 0, "after {step} steps");
    }
}

#[tokio::test]
async fn a_commit_that_was_polled_once_is_done() {
    let mut p = Pooled::new().await;
    p.begin_and_insert().await;
    drop_after(Duration::ZERO, p.c.commit()).await;
    p.return_and_take().await;
    assert_eq!(p.rows().await, 1);
}

#[tokio::test]
async fn a_commit_that_is_refused_rolls_back() {
    let p = Pooled::new().await;
    let tables = "CREATE TABLE p (id INTEGER PRIMARY KEY); \
        CREATE TABLE q (p INTEGER REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED)";
    p.c.batch(tables).await.expect("two tables");
    p.begin_and_insert().await;
    p.c.batch("INSERT INTO q VALUES (5)").await.expect("the reference is looked at later");
    assert!(p.c.commit().await.unwrap_err().is_foreign_key_violation());
    assert_eq!(p.rows().await, 0);
    p.is_free().await;
}

#[tokio::test]
async fn a_second_begin_keeps_the_first() {
    let p = Pooled::new().await;
    p.begin_and_insert().await;
    let again = p.c.begin("BEGIN IMMEDIATE").await;
    assert!(again.expect_err("one is open").is_transaction_state());
    p.c.commit().await.expect("the first is still open");
    assert_eq!(p.rows().await, 1);
}

#[tokio::test]
async fn a_commit_without_a_transaction_is_an_error() {
    let p = Pooled::new().await;
    assert!(p.c.commit().await.expect_err("none is open").is_transaction_state());
}
