//! Prepared statements are kept up to a number, and replaced when the server no longer knows them.

use super::{PATIENCE, config, connect, drop_after, statement, unique_name};
use crate::backend::Statement;
use crate::backend::postgres::PgConnection;
use crate::row::listed;
use crate::schema::Type;
use crate::value::Value;
use futures_util::future::join_all;
use std::time::Duration;

async fn keeping(statements: usize) -> PgConnection {
    PgConnection::connect(&config(), statements).await.expect("the server takes connections")
}

/// How many statements the server has prepared, with this one.
async fn prepared(c: &PgConnection) -> i64 {
    c.value("SELECT count(*) FROM pg_prepared_statements").await
}

/// A temporary table with one row, and a query of it that has been run.
async fn with_table() -> PgConnection {
    let c = connect().await;
    c.batch("CREATE TEMP TABLE t (a int); INSERT INTO t VALUES (1)").await.expect("a table");
    assert_eq!(c.value::<i32>("SELECT * FROM t").await, 1);
    c
}

#[tokio::test]
async fn no_more_statements_are_kept_than_there_is_room_for() {
    let c = keeping(3).await;
    for i in 0..10 {
        let rows = c.get_with::<i32>(&format!("SELECT {i} + $1"), Value::Integer(1)).await;
        assert_eq!(rows.expect("the server answers"), [i + 1]);
    }
    assert_eq!(prepared(&c).await, 3);
}

#[tokio::test]
async fn a_text_with_values_of_other_types_is_another_statement() {
    let c = keeping(3).await;
    for _ in 0..3 {
        let number = c.get_with::<i32>("SELECT $1", Value::Integer(1)).await;
        assert_eq!(number.expect("the server answers"), [1]);
        let text = c.get_with::<String>("SELECT $1", Value::Text("x".into())).await;
        assert_eq!(text.expect("the server answers"), ["x"]);
    }
    assert_eq!(prepared(&c).await, 3);
}

#[tokio::test]
async fn a_statement_that_failed_is_not_kept() {
    let c = connect().await;
    assert!(c.get::<i32>("SELECT * FROM pg_temp.soon").await.is_err());
    c.batch("CREATE TEMP TABLE soon (a int); INSERT INTO soon VALUES (1)").await.expect("a table");
    assert_eq!(c.value::<i32>("SELECT * FROM pg_temp.soon").await, 1);
}

#[tokio::test]
async fn a_table_with_another_column_is_seen() {
    let c = with_table().await;
    c.batch("ALTER TABLE t ADD b text").await.expect("a new column");
    assert_eq!(c.value::<(i32, Option<String>)>("SELECT * FROM t").await, (1, None));
}

#[tokio::test]
async fn inside_a_transaction_a_changed_table_fails_once() {
    let c = with_table().await;
    c.batch("ALTER TABLE t ADD b text").await.expect("a new column");
    c.begin("BEGIN").await.expect("a transaction");
    let error = c.get::<i32>("SELECT * FROM t").await.expect_err("the plan has one column");
    assert_eq!(error.code(), Some("0A000"));
    assert!(error.is_statement_outdated() && error.is_retryable(), "{error:?}");
    c.rollback().await.expect("the transaction ends");
    assert_eq!(c.value::<(i32, Option<String>)>("SELECT * FROM t").await, (1, None));
}

#[tokio::test]
async fn a_changed_table_makes_all_statements_be_prepared_again() {
    let c = with_table().await;
    let others = ["SELECT *, 1 FROM t", "SELECT t.* FROM t"];
    for other in others {
        assert_eq!(c.value::<i32>(other).await, 1);
    }
    c.batch("ALTER TABLE t ADD b text").await.expect("a new column");
    c.begin("BEGIN").await.expect("a transaction");
    c.get::<i32>("SELECT * FROM t").await.expect_err("the plan has one column");
    c.rollback().await.expect("the transaction ends");
    c.begin("BEGIN").await.expect("a transaction");
    for other in others {
        assert_eq!(c.value::<i32>(other).await, 1, "{other}");
    }
    c.commit().await.expect("nothing failed");
}

/// Nothing but the server knows of such a transaction.
#[tokio::test]
async fn a_transaction_by_hand_is_told_why_it_failed() {
    let c = with_table().await;
    c.batch("ALTER TABLE t ADD b text; BEGIN").await.expect("a new column");
    let error = c.get::<i32>("SELECT * FROM t").await.expect_err("the plan has one column");
    assert!(error.is_statement_outdated(), "{error:?}");
    c.batch("ROLLBACK").await.expect("the transaction ends");
}

/// The same codes as those of a prepared statement that is gone, for what a text by hand names.
#[tokio::test]
async fn names_by_hand_are_the_program_s_own_affair() {
    let c = with_table().await;
    for (sql, code) in [("EXECUTE gone", "26000"), ("PREPARE twice AS SELECT 1", "42P05")] {
        c.batch("DEALLOCATE ALL; PREPARE twice AS SELECT 1").await.expect("the server takes it");
        c.cache.forget_all(false);
        let error = c.execute(&statement(sql, [])).await.expect_err(sql);
        assert_eq!((error.code(), error.is_statement_outdated()), (Some(code), false), "{error:?}");
    }
}

#[tokio::test]
async fn statements_that_the_server_lost_are_prepared_again() {
    let c = with_table().await;
    c.batch("DEALLOCATE ALL").await.expect("the server forgets them");
    assert_eq!(c.value::<i32>("SELECT * FROM t").await, 1);
}

#[tokio::test]
async fn the_same_text_at_the_same_time_is_prepared_once() {
    let c = connect().await;
    let same = statement("SELECT $1 + 1000", [Value::Integer(1)]);
    let read = || listed(|row| row.get::<i32>());
    for rows in join_all((0..20).map(|_| c.fold(&same, Vec::new(), read()))).await {
        assert_eq!(rows.expect("the server answers"), [1001]);
    }
    assert_eq!(prepared(&c).await, 2);
}

#[tokio::test]
async fn a_statement_dropped_while_it_is_prepared_is_kept_all_the_same() {
    let c = connect().await;
    let texts: Vec<String> = (0..20).map(|i| format!("SELECT {i}")).collect();
    for text in &texts {
        drop_after(Duration::ZERO, c.get::<i32>(text)).await;
    }
    for text in &texts {
        c.value::<i32>(text).await;
    }
    // The twenty and the question: none was left behind under a name that nobody knows.
    assert_eq!(prepared(&c).await, 21);
}

#[tokio::test]
async fn without_room_no_statement_is_prepared() {
    let c = keeping(0).await;
    c.execute(&statement("CREATE TEMP TABLE t (a int)", [])).await.expect("a table");
    let numbers = Value::Array(Type::Integer, vec![Value::Integer(1), Value::Integer(2)]);
    let insert = statement("INSERT INTO t SELECT unnest($1)", [numbers]);
    assert_eq!(c.execute(&insert).await.expect("the server takes a list"), 2);
    assert_eq!(prepared(&c).await, 0);
}

#[tokio::test]
async fn one_of_many_texts_is_not_kept_and_its_types_are_known() {
    let c = keeping(3).await;
    let kind = unique_name("mood");
    c.batch(&format!("CREATE TYPE pg_temp.{kind} AS ENUM ('glad')")).await.expect("a type");
    let read = || listed(|row| row.get::<String>());
    for text in 0..3 {
        // Many rows are on their way when the type of the column is met.
        let sql = format!("SELECT 'glad'::pg_temp.{kind} FROM generate_series(1, 100000 + {text})");
        let one = Statement { shape: Some(1), ..statement(&sql, []) };
        let rows = tokio::time::timeout(PATIENCE, c.fold(&one, Vec::new(), read())).await;
        let rows = rows.expect("the rows come").expect("the server answers");
        assert_eq!(rows.len(), 100_000 + text);
    }
    // What asks for types is tokio-postgres's own, beside the question.
    let texts = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%pg_temp%'";
    assert_eq!(c.value::<i64>(texts).await, 1, "the question itself");
}
