//! What Diesel's statements leave behind in a session is gone before anybody else gets it.

use super::{PATIENCE, PgManager, config, drop_after, unique_name};
use crate::backend::postgres::PgConnection;
use bb8::{ManageConnection, Pool};
use diesel::connection::CacheSize;
use diesel_async::{AsyncConnection, AsyncConnectionCore, RunQueryDsl, SimpleAsyncConnection};
use std::time::Duration;
use tokio::time::timeout;

async fn pooled() -> (PgManager, PgConnection) {
    let manager = PgManager::new(config());
    let c = manager.connect().await.expect("the server takes connections");
    (manager, c)
}

/// Runs this as a user of Diesel, gives the connection back and takes it out again.
async fn left_behind(sql: &str) -> PgConnection {
    let (manager, mut c) = pooled().await;
    c.batch_execute(sql).await.expect(sql);
    assert!(!manager.has_broken(&mut c));
    let ready = timeout(PATIENCE, manager.is_valid(&mut c)).await;
    ready.expect("it is ready in time").expect("the connection is fit");
    c
}

#[tokio::test]
async fn a_begin_in_a_text_is_rolled_back() {
    let c = left_behind("BEGIN; CREATE TABLE never_there (a int)").await;
    assert!(!c.is_in_transaction().await);
    assert_eq!(c.value::<Option<String>>("SELECT to_regclass('never_there')::text").await, None);
}

#[tokio::test]
async fn a_begin_in_a_query_is_rolled_back() {
    let (manager, mut c) = pooled().await;
    diesel::sql_query("BEGIN").execute(&mut c).await.expect("a transaction");
    assert!(c.is_in_transaction().await);
    manager.has_broken(&mut c);
    manager.is_valid(&mut c).await.expect("the connection is fit");
    assert!(!c.is_in_transaction().await);
}

#[tokio::test]
async fn a_failed_transaction_is_rolled_back() {
    let (manager, mut c) = pooled().await;
    c.batch_execute("BEGIN").await.expect("a transaction");
    c.batch_execute("SELECT 1/0").await.expect_err("a division by zero");
    manager.has_broken(&mut c);
    manager.is_valid(&mut c).await.expect("the connection is fit");
    assert_eq!(c.value::<i32>("SELECT 1").await, 1);
    assert!(!c.is_in_transaction().await);
}

#[tokio::test]
async fn a_transaction_of_diesel_that_is_dropped_is_rolled_back() {
    let (manager, mut c) = pooled().await;
    let table = unique_name("dropped");
    let create = format!("CREATE TABLE {table} (a int)");
    let never_done = c.transaction::<(), diesel::result::Error, _>(async |c| {
        diesel::sql_query(&create).execute(c).await?;
        std::future::pending().await
    });
    drop_after(Duration::from_millis(50), never_done).await;
    assert!(!manager.has_broken(&mut c));
    manager.is_valid(&mut c).await.expect("the connection is fit");
    assert!(!c.is_in_transaction().await);
    let found = format!("SELECT to_regclass('{table}')::text");
    assert_eq!(c.value::<Option<String>>(&found).await, None);
}

#[tokio::test]
async fn settings_go_back_to_what_the_connection_was_opened_with() {
    let set = "SET search_path = nowhere; SET timezone = 'Asia/Tokyo'; SET statement_timeout = '1h'; \
        SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY";
    let c = left_behind(set).await;
    assert_eq!(c.value::<String>("SHOW search_path").await, "\"$user\", public");
    assert_eq!(c.value::<String>("SHOW timezone").await, "UTC");
    assert_eq!(c.value::<String>("SHOW statement_timeout").await, "0");
    assert_eq!(c.value::<String>("SHOW transaction_read_only").await, "off");
}

#[tokio::test]
async fn a_role_is_given_up() {
    let user = "SELECT session_user || ' ' || current_user";
    let (_, fresh) = pooled().await;
    let before: String = fresh.value(user).await;
    let c = left_behind("SET ROLE pg_monitor").await;
    assert_eq!(c.value::<String>(user).await, before);
    let c = left_behind("SET SESSION AUTHORIZATION pg_monitor").await;
    assert_eq!(c.value::<String>(user).await, before);
}

#[tokio::test]
async fn temporary_tables_are_dropped() {
    let c = left_behind("CREATE TEMP TABLE pg_class (a int)").await;
    let found = "SELECT to_regclass('pg_temp.pg_class')::text";
    assert_eq!(c.value::<Option<String>>(found).await, None);
}

#[tokio::test]
async fn cursors_and_channels_are_closed() {
    let c = left_behind("DECLARE a CURSOR WITH HOLD FOR SELECT 1; LISTEN news").await;
    assert_eq!(c.value::<i64>("SELECT count(*) FROM pg_cursors WHERE is_holdable").await, 0);
    assert_eq!(c.value::<i64>("SELECT count(*) FROM pg_listening_channels()").await, 0);
}

#[tokio::test]
async fn advisory_locks_are_let_go_before_the_connection_is_taken_again() {
    let (manager, mut c) = pooled().await;
    let (_, other) = pooled().await;
    let key: i64 = c.value("SELECT (pg_backend_pid()::bigint << 32) + 1").await;
    c.batch_execute(&format!("SELECT pg_advisory_lock({key})")).await.expect("a free lock");
    assert!(!manager.has_broken(&mut c));
    let lock = format!("SELECT pg_advisory_lock({key})");
    timeout(PATIENCE, other.batch(&lock)).await.expect("it is free").expect("a lock");
}

#[tokio::test]
async fn a_session_is_reset_though_a_statement_was_dropped() {
    let (manager, mut c) = pooled().await;
    for wait in [0, 1, 2, 5, 20] {
        c.batch_execute("SET timezone = 'Asia/Tokyo'; BEGIN").await.expect("a setting");
        let long = diesel::sql_query("SELECT pg_sleep(600)");
        drop_after(Duration::from_millis(wait), long.execute(&mut c)).await;
        assert!(!manager.has_broken(&mut c));
        let ready = timeout(PATIENCE, manager.is_valid(&mut c)).await;
        ready.expect("it is canceled").expect("the connection is fit");
        assert_eq!(c.value::<String>("SHOW timezone").await, "UTC", "dropped after {wait} ms");
        assert!(!c.is_in_transaction().await, "dropped after {wait} ms");
    }
}

#[tokio::test]
async fn our_prepared_statements_stay() {
    let (manager, mut c) = pooled().await;
    let ours = "SELECT prepare_time::text FROM pg_prepared_statements";
    let before: String = c.value(ours).await;
    c.batch_execute("SET timezone = 'Asia/Tokyo'").await.expect("a setting");
    manager.has_broken(&mut c);
    manager.is_valid(&mut c).await.expect("the connection is fit");
    assert_eq!(c.value::<String>(ours).await, before);
}

#[tokio::test]
async fn another_size_of_the_cache_is_given_up() {
    let (manager, mut c) = pooled().await;
    c.set_prepared_statement_cache_size(CacheSize::Disabled);
    c.batch_execute("SELECT 1").await.expect("the server answers");
    manager.has_broken(&mut c);
    manager.is_valid(&mut c).await.expect("the connection is fit");
    assert_eq!(c.value::<i64>("SELECT count(*) FROM pg_prepared_statements").await, 1);
}

#[tokio::test]
async fn a_session_with_other_prepared_statements_is_replaced() {
    for sql in ["SELECT 1; prepare a AS SELECT 1", "DEALLOCATE ALL", "  discard\nall"] {
        let (manager, mut c) = pooled().await;
        c.batch_execute(sql).await.expect(sql);
        assert!(manager.has_broken(&mut c), "{sql}");
    }
}

#[tokio::test]
async fn a_session_that_cannot_be_reset_is_not_handed_out() {
    let (manager, mut c) = pooled().await;
    let many = "SELECT repeat('x', 1000) FROM generate_series(1, 100000)";
    // The server answers in order, and nobody takes the rows that come before the answer.
    let rows = AsyncConnectionCore::load(&mut c, diesel::sql_query(many)).await;
    assert!(!manager.has_broken(&mut c));
    let ready = timeout(PATIENCE, manager.is_valid(&mut c)).await.expect("it does not hang");
    assert!(ready.expect_err("it is still busy").is_connection_lost());
    drop(rows);
}

#[tokio::test]
async fn the_next_user_of_a_pool_finds_a_new_session() {
    let pool = Pool::builder().max_size(1).build(PgManager::new(config())).await;
    let pool = pool.expect("the server takes connections");
    for _ in 0..10 {
        let mut c = pool.get().await.expect("a connection");
        assert_eq!(c.value::<String>("SHOW timezone").await, "UTC");
        assert!(!c.is_in_transaction().await);
        c.batch_execute("SET timezone = 'Asia/Tokyo'; BEGIN").await.expect("a setting");
    }
}
