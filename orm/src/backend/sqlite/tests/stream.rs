//! Rows one by one: all of them, beside other statements, and no longer than somebody wants them.

use super::{PATIENCE, in_memory, statement};
use crate::backend::Statement;
use crate::backend::sqlite::SqliteConnection;
use crate::error::Error;
use crate::row::FromRow;
use crate::value::Value;
use futures_util::{StreamExt, TryStreamExt};
use std::pin::pin;
use std::sync::Arc;
use tokio::time::timeout;

fn numbers(last: i64) -> Statement {
    let sql = "WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < ?) \
        SELECT n, 'x' || n FROM r";
    statement(sql, [Value::BigInt(last)])
}

async fn collect(sql: &str) -> Vec<Result<i64, Error>> {
    let c = Arc::new(in_memory().await);
    SqliteConnection::stream(c, statement(sql, []), i64::from_row).collect().await
}

#[tokio::test]
async fn a_stream_gives_every_row_in_order() {
    let c = Arc::new(in_memory().await);
    let mut rows = pin!(SqliteConnection::stream(c, numbers(20_000), <(i64, String)>::from_row));
    let mut seen = 0;
    while let Some((number, text)) = rows.try_next().await.expect("SQLite gives rows") {
        seen += 1;
        assert_eq!((number, text), (seen, format!("x{seen}")));
    }
    assert_eq!(seen, 20_000);
}

#[tokio::test]
async fn another_statement_can_be_run_for_each_row() {
    let c = Arc::new(in_memory().await);
    let mut rows =
        pin!(SqliteConnection::stream(c.clone(), numbers(20_000), <(i64, String)>::from_row));
    let mut seen = 0;
    while let Some((number, _)) = rows.try_next().await.expect("SQLite gives rows") {
        seen += 1;
        if number <= 20 {
            let other = c.get_with::<i64>("SELECT ?", Value::BigInt(number));
            let other = timeout(PATIENCE, other).await.expect("it does not wait for the rows");
            assert_eq!(other.expect("SQLite answers"), [number]);
        }
    }
    assert_eq!(seen, 20_000);
}

#[tokio::test]
async fn a_dropped_stream_ends_its_statement() {
    let c = Arc::new(in_memory().await);
    {
        let endless = numbers(i64::MAX);
        let mut rows =
            pin!(SqliteConnection::stream(c.clone(), endless, <(i64, String)>::from_row));
        for _ in 0..1000 {
            rows.try_next().await.expect("SQLite gives rows");
        }
    }
    let next = timeout(PATIENCE, c.value::<i64>("SELECT 1")).await;
    assert_eq!(next.expect("the thread is free"), 1);
}

#[tokio::test]
async fn a_refused_statement_is_the_streams_only_item() {
    let rows = collect("SELECT nope").await;
    assert_eq!(rows.len(), 1);
    let error = rows[0].as_ref().expect_err("there is no such column");
    assert_eq!(error.statement(), Some("SELECT nope"));
}

#[tokio::test]
async fn rows_before_one_that_cannot_be_read_are_given() {
    let rows = collect("SELECT value FROM json_each('[1, 2, \"x\", 3]')").await;
    assert_eq!(rows.len(), 3);
    assert!(rows[2].as_ref().expect_err("it is a text").is_decode());
}
