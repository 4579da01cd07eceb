//! Statements, bulk statements and files, as they are run on the thread of a connection.

use super::{file, folder, in_memory, open, statement};
use crate::backend::sqlite::SqliteConnection;
use crate::backend::{Binds, Statement};
use crate::row::{DecodeError, listed};
use crate::value::Value;
use futures_util::future::join_all;
use std::path::Path;
use std::sync::Arc;

async fn with_table() -> SqliteConnection {
    let c = in_memory().await;
    let table = "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)";
    c.batch(table).await.expect("a table can be made");
    c
}

async fn insert(c: &SqliteConnection, names: &[&'static str]) -> Result<Vec<i64>, crate::Error> {
    let binds = names.iter().map(|name| vec![Value::Text((*name).into())]).collect();
    let sql = "INSERT INTO t (name) VALUES (?) RETURNING id".into();
    let statement = Statement { sql, binds: Binds::Each(binds), shape: None };
    c.fold(&statement, Vec::new(), listed(|row| row.get::<i64>())).await
}

async fn count(c: &SqliteConnection) -> i64 {
    c.value("SELECT count(*) FROM t").await
}

#[tokio::test]
async fn a_bulk_insert_gives_its_rows_in_order() {
    assert_eq!(insert(&with_table().await, &["c", "a", "b"]).await.expect("new names"), [1, 2, 3]);
}

#[tokio::test]
async fn a_bulk_insert_that_fails_changes_nothing() {
    let c = with_table().await;
    insert(&c, &["a"]).await.expect("a new name");
    assert!(insert(&c, &["b", "a"]).await.unwrap_err().is_unique_violation());
    assert_eq!(count(&c).await, 1);
}

#[tokio::test]
async fn inside_a_transaction_the_work_before_a_failed_bulk_insert_stays() {
    let c = with_table().await;
    c.begin("BEGIN IMMEDIATE").await.expect("a transaction");
    insert(&c, &["a"]).await.expect("a new name");
    assert!(insert(&c, &["b", "a"]).await.is_err());
    c.commit().await.expect("the transaction goes on");
    assert_eq!(count(&c).await, 1);
}

#[tokio::test]
async fn execute_counts_the_rows_it_changed() {
    let c = with_table().await;
    insert(&c, &["a", "b", "c"]).await.expect("new names");
    let update = statement("UPDATE t SET name = name WHERE id > 1", []);
    assert_eq!(c.execute(&update).await.expect("it can be run"), 2);
}

#[tokio::test]
async fn execute_counts_nothing_for_what_is_no_write() {
    let c = with_table().await;
    insert(&c, &["a", "b", "c"]).await.expect("new names");
    for (sql, expect) in [
        ("CREATE TABLE u AS SELECT * FROM t", 0),
        ("WITH n AS (SELECT 1) DELETE FROM t WHERE id > 1", 2),
        ("SELECT * FROM t", 0),
        ("WITH n AS (SELECT 1) SELECT * FROM n", 0),
        ("/* a note */ UPDATE t SET name = 'x'", 1),
        ("BEGIN", 0),
        ("REPLACE INTO t (id, name) VALUES (1, 'y'), (2, 'z')", 2),
        ("COMMIT", 0),
        ("INSERT INTO t (name) VALUES ('v'), ('w') RETURNING id", 2),
        ("DELETE FROM t WHERE id > 100", 0),
        ("INSERT INTO t (name) VALUES ('u')", 1),
        ("CREATE TRIGGER gone AFTER DELETE ON t BEGIN DELETE FROM u; END", 0),
        ("DELETE FROM t WHERE id = 1", 1),
        ("PRAGMA user_version = 3", 0),
        ("DROP TABLE u", 0),
    ] {
        assert_eq!(c.execute(&statement(sql, [])).await.expect(sql), expect, "{sql}");
    }
}

#[tokio::test]
async fn like_minds_upper_and_lower_case() {
    assert!(!in_memory().await.value::<bool>("SELECT 'a' LIKE 'A'").await);
}

#[tokio::test]
async fn more_texts_than_are_kept_give_right_answers() {
    let c = in_memory().await;
    for i in 0..1000 {
        let rows = c.get_with::<i64>(&format!("SELECT {i} + ?"), Value::BigInt(1)).await;
        assert_eq!(rows.expect("SQLite answers"), [i + 1]);
    }
}

#[tokio::test]
async fn a_table_with_another_column_is_seen() {
    let c = in_memory().await;
    c.batch("CREATE TABLE u (a INTEGER); INSERT INTO u VALUES (1)").await.expect("a table");
    assert_eq!(c.value::<i64>("SELECT * FROM u").await, 1);
    c.batch("ALTER TABLE u ADD b TEXT DEFAULT 'x'").await.expect("a new column");
    assert_eq!(c.value::<(i64, String)>("SELECT * FROM u").await, (1, "x".into()));
}

#[tokio::test]
async fn a_panic_while_reading_is_the_callers_alone() {
    let c = Arc::new(in_memory().await);
    let other = c.clone();
    let reads = tokio::spawn(async move {
        let read = |_: &mut crate::row::Row<'_>| -> Result<(), DecodeError> { panic!("boom") };
        other.fold(&statement("SELECT 1", []), Vec::new(), listed(read)).await
    });
    assert!(reads.await.expect_err("it panics").is_panic());
    assert_eq!(c.value::<i64>("SELECT 1").await, 1);
}

#[tokio::test]
async fn a_path_may_hold_what_a_uri_may_not() {
    let folder = folder();
    let options = file(&folder, "a%20?#b.db");
    open(&options).await.batch("CREATE TABLE t (a INTEGER)").await.expect("a table");
    assert!(Path::new(&options.path).exists());
}

#[tokio::test]
async fn a_file_is_read_while_it_is_written() {
    let folder = folder();
    let options = file(&folder, "a.db");
    let (a, b) = (open(&options).await, open(&options).await);
    assert_eq!(a.value::<String>("PRAGMA journal_mode").await, "wal");
    a.batch("CREATE TABLE t (a INTEGER)").await.expect("a table");
    a.begin("BEGIN IMMEDIATE").await.expect("the only writer");
    a.batch("INSERT INTO t VALUES (1)").await.expect("a row");
    assert_eq!(count(&b).await, 0);
    a.commit().await.expect("nothing is in its way");
    assert_eq!(count(&b).await, 1);
}

#[tokio::test]
async fn a_new_file_is_opened_by_many_at_once() {
    let folder = folder();
    let options = file(&folder, "a.db");
    for opened in join_all((0..12).map(|_| SqliteConnection::open(options.clone()))).await {
        opened.expect("the file can be opened");
    }
}
