//! What Diesel's statements leave behind in a connection is gone before anybody else gets it.

use super::{SqliteManager, SqliteOptions, drop_after, file, folder, open};
use crate::backend::sqlite::SqliteConnection;
use bb8::{ManageConnection, Pool};
use diesel_async::{AsyncConnection, RunQueryDsl, SimpleAsyncConnection};
use std::time::Duration;

/// A connection as the pool has it, to a database with one table.
async fn pooled(options: SqliteOptions) -> (SqliteManager, SqliteConnection) {
    let manager = SqliteManager::new(options);
    let c = manager.connect().await.expect("the database can be opened");
    c.batch("CREATE TABLE t (a INTEGER CHECK (a > 0))").await.expect("a table");
    (manager, c)
}

/// Runs this as a user of Diesel, gives the connection back and takes it out again.
async fn left_behind_in(options: SqliteOptions, sql: &str) -> SqliteConnection {
    let (manager, mut c) = pooled(options).await;
    c.batch_execute(sql).await.expect(sql);
    assert!(!manager.has_broken(&mut c));
    manager.is_valid(&mut c).await.expect("the connection is fit");
    c
}

async fn left_behind(sql: &str) -> SqliteConnection {
    left_behind_in(SqliteOptions::new(":memory:"), sql).await
}

#[tokio::test]
async fn a_begin_in_a_text_is_rolled_back() {
    let c = left_behind("BEGIN IMMEDIATE; INSERT INTO t VALUES (1)").await;
    assert!(!c.is_in_transaction().await);
    assert_eq!(c.value::<i64>("SELECT count(*) FROM t").await, 0);
}

#[tokio::test]
async fn a_begin_in_a_query_is_rolled_back() {
    let (manager, mut c) = pooled(SqliteOptions::new(":memory:")).await;
    diesel::sql_query("BEGIN").execute(&mut c).await.expect("a transaction");
    assert!(c.is_in_transaction().await);
    manager.has_broken(&mut c);
    assert!(!c.is_in_transaction().await);
}

#[tokio::test]
async fn a_transaction_of_diesel_that_is_dropped_is_rolled_back() {
    let (manager, mut c) = pooled(SqliteOptions::new(":memory:")).await;
    let never_done = c.transaction::<(), diesel::result::Error, _>(async |c| {
        diesel::sql_query("INSERT INTO t VALUES (1)").execute(c).await?;
        std::future::pending().await
    });
    drop_after(Duration::from_millis(50), never_done).await;
    assert!(!manager.has_broken(&mut c));
    assert!(!c.is_in_transaction().await);
    assert_eq!(c.value::<i64>("SELECT count(*) FROM t").await, 0);
}

#[tokio::test]
async fn the_lock_of_a_transaction_is_let_go() {
    let folder = folder();
    let options = file(&folder, "a.db");
    let _c = left_behind_in(options.clone(), "BEGIN IMMEDIATE").await;
    open(&options).await.begin("BEGIN IMMEDIATE").await.expect("nobody else writes");
}

#[tokio::test]
async fn the_file_is_shared_again() {
    let folder = folder();
    let options = file(&folder, "a.db");
    let exclusive = "PRAGMA locking_mode = EXCLUSIVE; INSERT INTO t VALUES (1)";
    let _c = left_behind_in(options.clone(), exclusive).await;
    open(&options).await.begin("BEGIN IMMEDIATE").await.expect("nobody else writes");
}

#[tokio::test]
async fn settings_go_back_to_what_the_connection_was_opened_with() {
    let c = left_behind(
        "PRAGMA foreign_keys = OFF; PRAGMA busy_timeout = 1; PRAGMA case_sensitive_like = OFF; \
         PRAGMA ignore_check_constraints = ON; PRAGMA recursive_triggers = ON; \
         PRAGMA query_only = ON",
    )
    .await;
    assert!(c.value::<bool>("PRAGMA foreign_keys").await);
    assert!(!c.value::<bool>("PRAGMA query_only").await);
    assert!(!c.value::<bool>("PRAGMA recursive_triggers").await);
    assert_eq!(c.value::<i64>("PRAGMA busy_timeout").await, 5000);
    assert!(!c.value::<bool>("SELECT 'a' LIKE 'A'").await);
    assert!(c.batch("INSERT INTO t VALUES (0)").await.unwrap_err().is_check_violation());
}

#[tokio::test]
async fn a_connection_that_reads_still_refuses_to_write() {
    let folder = folder();
    let options = file(&folder, "a.db");
    drop(pooled(options.clone()).await);
    let manager = SqliteManager::new(SqliteOptions { read_only: true, ..options });
    let mut c = manager.connect().await.expect("the file can be opened");
    c.batch_execute("PRAGMA query_only = OFF").await.expect("a setting");
    manager.has_broken(&mut c);
    let error = c.batch("INSERT INTO t VALUES (1)").await.expect_err("it reads only");
    assert_eq!(error.code(), Some("SQLITE_READONLY"));
}

#[tokio::test]
async fn temporary_tables_and_triggers_are_dropped() {
    let c = left_behind(
        "CREATE TEMP TABLE t (a INTEGER, b INTEGER); \
         CREATE TEMP TRIGGER g AFTER INSERT ON main.t BEGIN SELECT RAISE(FAIL, 'no'); END; \
         CREATE TEMP VIEW v AS SELECT 1",
    )
    .await;
    assert_eq!(c.value::<i64>("SELECT count(*) FROM temp.sqlite_schema").await, 0);
    c.batch("INSERT INTO t VALUES (1)").await.expect("the table is the database's own");
}

#[tokio::test]
async fn attached_databases_are_detached() {
    let c = left_behind("ATTACH ':memory:' AS \"an\"\"other\"; CREATE TABLE \"an\"\"other\".u (a)")
        .await;
    assert_eq!(c.value::<i64>("SELECT count(*) FROM pragma_database_list WHERE seq > 1").await, 0);
}

#[tokio::test]
async fn what_is_in_memory_stays() {
    let c = left_behind("INSERT INTO t VALUES (1)").await;
    assert_eq!(c.value::<i64>("SELECT count(*) FROM t").await, 1);
}

#[tokio::test]
async fn the_next_user_of_a_pool_finds_no_transaction() {
    let folder = folder();
    let pool = Pool::builder().max_size(1).build(SqliteManager::new(file(&folder, "a.db"))).await;
    let pool = pool.expect("the file can be opened");
    for _ in 0..10 {
        let mut c = pool.get().await.expect("a connection");
        assert!(!c.is_in_transaction().await);
        c.batch_execute("BEGIN IMMEDIATE").await.expect("nobody else writes");
    }
}
