//! Rows one by one: all of them, beside other statements, and no longer than somebody wants them.

use super::{PATIENCE, connect, statement};
use crate::backend::Statement;
use crate::backend::postgres::PgConnection;
use crate::error::Error;
use crate::row::FromRow;
use crate::value::Value;
use futures_util::{StreamExt, TryStreamExt};
use std::pin::pin;
use std::sync::Arc;
use tokio::time::timeout;

fn numbers(last: i32) -> Statement {
    // In the list of columns, the numbers are made one by one.
    let sql = "SELECT generate_series(1, $1), repeat('x', 500)";
    statement(sql, [Value::Integer(last)])
}

async fn collect<T: FromRow>(c: &Arc<PgConnection>, sql: &str) -> Vec<Result<T, Error>> {
    PgConnection::stream(c.clone(), statement(sql, []), T::from_row).collect().await
}

#[tokio::test]
async fn a_stream_gives_every_row_in_order() {
    let c = Arc::new(connect().await);
    let mut rows = pin!(PgConnection::stream(c, numbers(20_000), <(i32, String)>::from_row));
    let mut seen = 0;
    while let Some((number, _)) = rows.try_next().await.expect("the server gives rows") {
        seen += 1;
        assert_eq!(number, seen);
    }
    assert_eq!(seen, 20_000);
}

#[tokio::test]
async fn another_statement_can_be_run_for_each_row() {
    let c = Arc::new(connect().await);
    let mut rows =
        pin!(PgConnection::stream(c.clone(), numbers(20_000), <(i32, String)>::from_row));
    let mut seen = 0;
    while let Some((number, _)) = rows.try_next().await.expect("the server gives rows") {
        seen += 1;
        if number <= 20 {
            let other = c.get_with::<i32>("SELECT $1", Value::Integer(number));
            let other = timeout(PATIENCE, other).await.expect("it does not wait for the rows");
            assert_eq!(other.expect("the server answers"), [number]);
        }
    }
    assert_eq!(seen, 20_000);
}

#[tokio::test]
async fn the_rest_of_a_dropped_stream_is_canceled() {
    let c = Arc::new(connect().await);
    {
        let endless = numbers(i32::MAX);
        let mut rows = pin!(PgConnection::stream(c.clone(), endless, <(i32, String)>::from_row));
        rows.try_next().await.expect("the server gives rows");
    }
    let mut c = Arc::try_unwrap(c).expect("the stream is gone");
    c.settle();
    timeout(PATIENCE, c.ready()).await.expect("it is ready in time").expect("it is fit");
    assert_eq!(c.value::<i32>("SELECT 1").await, 1);
}

#[tokio::test]
async fn a_row_that_cannot_be_read_ends_the_stream() {
    let c = Arc::new(connect().await);
    let sql = "SELECT CASE g WHEN 3 THEN NULL ELSE g END FROM generate_series(1, 10) g";
    let rows = collect::<i32>(&c, sql).await;
    assert_eq!(rows.len(), 3);
    let error = rows[2].as_ref().expect_err("it is NULL");
    assert!(error.is_decode());
    assert_eq!(error.statement(), Some(sql));
}

#[tokio::test]
async fn rows_before_an_error_of_the_server_are_given() {
    let c = Arc::new(connect().await);
    let sql = "SELECT 1 / (g - 5000) FROM generate_series(1, 10000) g";
    let rows = collect::<i32>(&c, sql).await;
    assert_eq!(rows.len(), 5000);
    let error = rows[4999].as_ref().expect_err("a division by zero");
    assert_eq!((error.code(), error.statement()), (Some("22012"), Some(sql)));
}

#[tokio::test]
async fn a_refused_statement_is_the_streams_first_item() {
    let c = Arc::new(connect().await);
    let rows = collect::<i32>(&c, "SELECT nope").await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].as_ref().expect_err("no such column").code(), Some("42703"));
}
