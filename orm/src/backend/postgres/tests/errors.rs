//! Every fault of a real server gets its kind, and no value is in its text.

use super::{config, connect, statement, whole};
use crate::backend::postgres::{PgConnection, PgServer};
use crate::error::{Error, Kind};
use crate::value::Value;

/// A table with a constraint of each kind, and one row.
async fn with_table() -> PgConnection {
    let c = connect().await;
    let table = "CREATE TEMP TABLE e (id int PRIMARY KEY, \
        email text NOT NULL CONSTRAINT e_email UNIQUE, \
        n int CONSTRAINT e_n CHECK (n > 0), \
        parent int CONSTRAINT e_parent REFERENCES e (id)); \
        INSERT INTO e VALUES (1, 'secret', 1, NULL)";
    c.batch(table).await.expect("a table can be made");
    c
}

async fn fails(c: &PgConnection, sql: &str) -> Error {
    c.execute(&statement(sql, [])).await.expect_err(sql)
}

#[tokio::test]
async fn a_unique_violation_names_its_constraint_and_no_value() {
    let c = with_table().await;
    let insert = statement("INSERT INTO e VALUES (2, $1, 1)", [Value::Text("secret".into())]);
    let error = c.execute(&insert).await.expect_err("the email is taken");
    assert!(error.is_unique_violation());
    assert_eq!((error.constraint(), error.table()), (Some("e_email"), Some("e")));
    assert_eq!(error.code(), Some("23505"));
    assert_eq!(error.statement(), Some("INSERT INTO e VALUES (2, $1, 1)"));
    assert!(!whole(&error).contains("secret"), "{error:?}");
}

#[tokio::test]
async fn a_foreign_key_violation_names_its_constraint() {
    let c = with_table().await;
    let error = fails(&c, "INSERT INTO e VALUES (2, 'x', 1, 99)").await;
    assert!(error.is_foreign_key_violation());
    assert_eq!(error.constraint(), Some("e_parent"));
}

#[tokio::test]
async fn a_not_null_violation_names_its_column() {
    let c = with_table().await;
    let error = fails(&c, "INSERT INTO e VALUES (2, NULL, 1)").await;
    assert!(error.is_not_null_violation());
    assert_eq!(error.column(), Some("email"));
}

#[tokio::test]
async fn a_check_violation_names_its_constraint() {
    let c = with_table().await;
    let error = fails(&c, "INSERT INTO e VALUES (2, 'x', 0)").await;
    assert!(error.is_check_violation());
    assert_eq!(error.constraint(), Some("e_n"));
}

#[tokio::test]
async fn the_text_of_a_data_error_is_left_out() {
    let c = connect().await;
    let error = c.get_with::<i32>("SELECT ($1::text)::int", Value::Text("secret".into())).await;
    let error = error.expect_err("the text is no number");
    assert_eq!(error.code(), Some("22P02"));
    assert!(!whole(&error).contains("secret"), "{error:?}");
}

#[tokio::test]
async fn a_wrong_name_has_its_position() {
    let c = connect().await;
    let error = fails(&c, "SELECT * FROM nowhere").await;
    assert_eq!((error.position(), error.code()), (Some(15), Some("42P01")));
}

#[tokio::test]
async fn a_missing_value_is_an_error() {
    let error = fails(&connect().await, "SELECT $1").await;
    assert_eq!(error.kind(), Kind::Database, "{error:?}");
}

#[tokio::test]
async fn a_nul_in_the_text_is_an_encode_error() {
    let error = connect().await.batch("SELECT '\0'").await.expect_err("no text has a NUL");
    assert!(error.is_encode());
}

#[tokio::test]
async fn a_statement_timeout_is_a_timeout() {
    let c = connect().await;
    c.batch("SET statement_timeout = '20ms'").await.expect("a setting");
    assert!(fails(&c, "SELECT pg_sleep(20)").await.is_timeout());
}

#[tokio::test]
async fn a_lock_that_is_not_to_be_had_is_a_lock_timeout() {
    let (c, d) = (connect().await, connect().await);
    let own: i64 = c.value("SELECT pg_backend_pid()::bigint << 32").await;
    let lock = format!("SELECT pg_advisory_lock({own})");
    c.batch(&lock).await.expect("a free lock");
    d.batch("SET lock_timeout = '20ms'").await.expect("a setting");
    assert!(fails(&d, &lock).await.is_lock_timeout());
}

#[tokio::test]
async fn a_failed_transaction_takes_no_statement() {
    let c = connect().await;
    c.begin("BEGIN").await.expect("a transaction");
    fails(&c, "SELECT 1/0").await;
    assert!(fails(&c, "SELECT 1").await.is_transaction_state());
}

#[tokio::test]
async fn a_killed_session_is_a_lost_connection() {
    let (mut c, d) = (connect().await, connect().await);
    let id: i32 = c.value("SELECT pg_backend_pid()").await;
    let killed = d.get_with::<bool>("SELECT pg_terminate_backend($1, 20000)", Value::Integer(id));
    assert_eq!(killed.await.expect("a superuser can end a session"), [true]);
    let error = fails(&c, "SELECT 1").await;
    assert!(error.is_connection_lost());
    assert_eq!(error.code(), Some("57P01"));
    assert!(c.is_closed());
    assert_eq!(c.ready().await.expect_err("it is closed").code(), Some("57P01"));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_a_connect_error() {
    let server = PgServer::from_url("postgres://orm@127.0.0.1:1").expect("it is a URL");
    let error = PgConnection::connect(&server, 1).await.expect_err("no server has port 1");
    assert_eq!(error.kind(), Kind::Connect);
    assert!(error.is_connection_lost());
}

#[tokio::test]
async fn a_wrong_password_is_a_connect_error_that_does_not_tell_it() {
    let mut server = config();
    server.config.password("secret");
    let error = PgConnection::connect(&server, 1).await;
    let error = error.expect_err("it is not the password");
    assert_eq!((error.kind(), error.code()), (Kind::Connect, Some("28P01")));
    assert!(!whole(&error).contains("secret"), "{error:?}");
}
