//! Every fault of a real database gets its kind, and says what it is about.

use super::{file, folder, in_memory, open, statement};
use crate::backend::sqlite::{SqliteConnection, SqliteOptions};
use crate::error::{Error, Kind};
use crate::value::Value;
use std::time::Duration;

/// A table with a constraint of each kind, and one row.
async fn with_table() -> SqliteConnection {
    let c = in_memory().await;
    let table = "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, \
        n INTEGER CONSTRAINT positive CHECK (n > 0), parent INTEGER REFERENCES t (id)); \
        INSERT INTO t (name, n) VALUES ('a', 1)";
    c.batch(table).await.expect("a table can be made");
    c
}

async fn fails(c: &SqliteConnection, sql: &str) -> Error {
    c.execute(&statement(sql, [])).await.expect_err(sql)
}

async fn does_not_open(options: SqliteOptions) -> Error {
    SqliteConnection::open(options).await.expect_err("it cannot be opened")
}

#[tokio::test]
async fn a_unique_violation_names_table_column_and_statement() {
    let c = with_table().await;
    let sql = "INSERT INTO t (name) VALUES ('a')";
    let error = fails(&c, sql).await;
    assert!(error.is_unique_violation());
    assert_eq!((error.table(), error.column()), (Some("t"), Some("name")));
    assert_eq!(error.statement(), Some(sql));
}

#[tokio::test]
async fn a_violation_of_an_index_on_an_expression_names_the_index() {
    let c = with_table().await;
    c.batch("CREATE UNIQUE INDEX t_low ON t (lower(name))").await.expect("an index");
    let error = fails(&c, "INSERT INTO t (name) VALUES ('A')").await;
    assert!(error.is_unique_violation());
    assert_eq!(error.constraint(), Some("t_low"));
}

#[tokio::test]
async fn a_check_violation_names_its_constraint() {
    let error = fails(&with_table().await, "INSERT INTO t (name, n) VALUES ('b', 0)").await;
    assert!(error.is_check_violation());
    assert_eq!(error.constraint(), Some("positive"));
}

#[tokio::test]
async fn a_not_null_violation_names_its_column() {
    let error = fails(&with_table().await, "INSERT INTO t (name) VALUES (NULL)").await;
    assert!(error.is_not_null_violation());
    assert_eq!(error.column(), Some("name"));
}

#[tokio::test]
async fn foreign_keys_are_on() {
    let error = fails(&with_table().await, "INSERT INTO t (name, parent) VALUES ('b', 9)").await;
    assert!(error.is_foreign_key_violation());
}

#[tokio::test]
async fn a_nul_in_the_text_is_an_encode_error() {
    assert!(in_memory().await.batch("SELECT '\0'").await.unwrap_err().is_encode());
}

#[tokio::test]
async fn too_many_values_are_an_error() {
    let two = statement("SELECT ?", [Value::Integer(1), Value::Integer(2)]);
    let error = in_memory().await.execute(&two).await.expect_err("there is one place");
    assert_eq!(error.kind(), Kind::Database);
}

#[tokio::test]
async fn a_wrong_name_is_told_with_its_statement() {
    let error = fails(&in_memory().await, "SELECT nope").await;
    assert_eq!((error.kind(), error.statement()), (Kind::Undefined, Some("SELECT nope")));
}

#[tokio::test]
async fn a_second_writer_is_a_lock_timeout() {
    let folder = folder();
    let options =
        SqliteOptions { busy_timeout: Duration::from_millis(20), ..file(&folder, "a.db") };
    let (a, b) = (open(&options).await, open(&options).await);
    a.begin("BEGIN IMMEDIATE").await.expect("the only writer");
    let error = b.begin("BEGIN IMMEDIATE").await.expect_err("there is a writer");
    assert!(error.is_lock_timeout());
    assert_eq!(error.code(), Some("SQLITE_BUSY"));
}

#[tokio::test]
async fn a_connection_that_reads_refuses_to_write() {
    let folder = folder();
    let options = file(&folder, "a.db");
    open(&options).await.batch("CREATE TABLE t (a INTEGER)").await.expect("a table");
    let reader = open(&SqliteOptions { read_only: true, ..options }).await;
    let error = fails(&reader, "INSERT INTO t VALUES (1)").await;
    assert_eq!(error.code(), Some("SQLITE_READONLY"));
    assert_eq!(reader.value::<i64>("SELECT count(*) FROM t").await, 0);
}

#[tokio::test]
async fn a_file_that_is_not_to_be_made_is_a_connect_error() {
    let folder = folder();
    let error = does_not_open(SqliteOptions { create: false, ..file(&folder, "a.db") }).await;
    assert!(error.is_connection_lost());
    assert_eq!(error.kind(), Kind::Connect);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_a_connect_error() {
    let folder = folder();
    let options = file(&folder, "a.db");
    std::fs::write(&options.path, [b'x'; 5000]).expect("a file can be written");
    let error = does_not_open(options).await;
    assert_eq!((error.kind(), error.code()), (Kind::Connect, Some("SQLITE_NOTADB")));
}
