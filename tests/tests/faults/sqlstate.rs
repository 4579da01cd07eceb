//! Each SQLSTATE that means something, said by a real server, and what callers hear of it.

use super::soon;
use orm::{Db, Error, Tx};
use orm_tests::models::{Tag, create, tag};
use orm_tests::setup::{self, Refuses, Stub, TestDb};
use std::time::Duration;

/// All predicates that are true, of those that a database's word can make true.
fn predicates(error: &Error) -> String {
    let all = [
        ("unique_violation", error.is_unique_violation()),
        ("foreign_key_violation", error.is_foreign_key_violation()),
        ("not_null_violation", error.is_not_null_violation()),
        ("check_violation", error.is_check_violation()),
        ("exclusion_violation", error.is_exclusion_violation()),
        ("data_exception", error.is_data_exception()),
        ("undefined", error.is_undefined()),
        ("permission_denied", error.is_permission_denied()),
        ("read_only", error.is_read_only()),
        ("out_of_resources", error.is_out_of_resources()),
        ("serialization_failure", error.is_serialization_failure()),
        ("deadlock", error.is_deadlock()),
        ("statement_outdated", error.is_statement_outdated()),
        ("lock_timeout", error.is_lock_timeout()),
        ("timeout", error.is_timeout()),
        ("connection_lost", error.is_connection_lost()),
        ("outcome_unknown", error.is_outcome_unknown()),
        ("transaction_state", error.is_transaction_state()),
        ("retryable", error.is_retryable()),
        ("not_found", error.is_not_found()),
        ("unsupported", error.is_unsupported()),
        ("decode", error.is_decode()),
        ("encode", error.is_encode()),
    ];
    let names: Vec<_> = all.iter().filter(|(_, is)| *is).map(|(name, _)| *name).collect();
    names.join(" ")
}

#[track_caller]
fn check(error: Error, code: &str, expect: &str) {
    assert_eq!((error.code(), &*predicates(&error)), (Some(code), expect), "{error:?}");
}

/// A code of each class of the appendix, and each that differs from its class, as the error of a statement
/// in a session that goes on. What would end a session then is somebody else's: of a foreign server, whose
/// wrapper raises such codes.
const RAISED: [(&str, &str); 73] = [
    ("01000", ""),
    ("02000", ""),
    ("03000", ""),
    ("08000", ""),
    ("08001", ""),
    ("08003", ""),
    ("08004", ""),
    ("08006", ""),
    ("08007", "outcome_unknown"),
    ("08P01", ""),
    ("09000", ""),
    ("0A000", ""),
    ("0B000", "transaction_state"),
    ("0F001", ""),
    ("0L000", ""),
    ("0P000", ""),
    ("0Z002", ""),
    ("10608", ""),
    ("20000", ""),
    ("21000", ""),
    ("22000", "data_exception"),
    ("22P02", "data_exception"),
    ("2203G", "data_exception"),
    ("23000", ""),
    ("23001", "foreign_key_violation"),
    ("23502", "not_null_violation"),
    ("23503", "foreign_key_violation"),
    ("23505", "unique_violation"),
    ("23514", "check_violation"),
    ("23P01", "exclusion_violation"),
    ("24000", ""),
    ("25001", "transaction_state"),
    ("25006", "read_only"),
    ("25P02", "transaction_state"),
    ("25P03", ""),
    ("25P04", ""),
    ("26000", ""),
    ("27000", ""),
    ("28000", ""),
    ("2BP01", ""),
    ("2D000", "transaction_state"),
    ("2F000", ""),
    ("34000", ""),
    ("38000", ""),
    ("39000", ""),
    ("3B001", "transaction_state"),
    ("3D000", ""),
    ("3F000", "undefined"),
    ("40000", ""),
    ("40001", "serialization_failure retryable"),
    ("40003", "outcome_unknown"),
    ("40P01", "deadlock retryable"),
    ("42501", "permission_denied"),
    ("42601", ""),
    ("42P01", "undefined"),
    ("44000", "check_violation"),
    ("53000", "out_of_resources"),
    ("53100", "out_of_resources"),
    ("53200", "out_of_resources"),
    ("53300", ""),
    ("54001", ""),
    ("55000", ""),
    ("55P03", "lock_timeout"),
    ("57000", ""),
    ("57014", "timeout"),
    ("57P01", ""),
    ("57P05", ""),
    ("58030", "out_of_resources"),
    ("72000", ""),
    ("F0000", ""),
    ("HV000", ""),
    ("P0001", ""),
    ("XX001", ""),
];

#[tokio::test]
async fn what_a_code_means() {
    let t = setup::postgres().await;
    let db = Db::builder(&t.url).max_connections(1).connect().await.unwrap();
    const PID: &str = "SELECT CAST(pg_backend_pid() AS bigint)";
    let mut pid = orm::sql::<i64>(PID).one(&db).await.unwrap();
    for (code, expect) in RAISED {
        let raise = format!("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}'; END $$");
        let raise = || orm::sql::<()>(orm::unsafe_text(raise.clone()));
        let tx = db.begin().await.unwrap();
        check(raise().exec(&tx).await.unwrap_err(), code, expect);
        assert!(tx.commit().await.unwrap_err().is_transaction_state());
        check(raise().exec(&db).await.unwrap_err(), code, expect);
        // A pool looks for another server when it hears that this one takes no writes.
        if code != "25006" {
            assert_eq!(orm::sql::<i64>(PID).one(&db).await.unwrap(), pid, "{code}: it is healthy");
        }
        pid = orm::sql::<i64>(PID).one(&db).await.unwrap();
    }
}

/// What the server's last word means, which is FATAL.
#[tokio::test]
async fn what_ends_a_session_means() {
    const LOST: &str = "connection_lost outcome_unknown";
    let cases = [
        ("08000", LOST),
        ("08006", LOST),
        ("08P01", LOST),
        // Only while it waits for a statement: what was sent was never read.
        ("25P03", "connection_lost retryable"),
        ("57P05", "connection_lost retryable"),
        ("25P04", LOST),
        ("53300", "connection_lost"),
        ("57P01", LOST),
        ("57P02", LOST),
        ("57P03", "connection_lost"),
        ("57P04", LOST),
    ];
    for (code, expect) in cases {
        let stub = Stub::start(Refuses::Statements, code).await;
        let url = format!("postgres://orm@{}/postgres", stub.address());
        // Nothing is prepared before it.
        let builder = Db::builder(url).max_connections(1).statement_cache(0);
        let db = soon(builder.connect()).await.unwrap();
        let write = orm::sql::<()>("DELETE FROM tags");
        check(soon(write.exec(&db)).await.unwrap_err(), code, expect);
        let sessions = stub.sessions();
        let again = soon(orm::sql::<()>("DELETE FROM tags").exec(&db)).await;
        check(again.unwrap_err(), code, expect);
        assert!(stub.sessions() > sessions, "{code}: another connection was made");
    }
}

/// The error of a text in a transaction, after another text.
async fn fails(t: &TestDb, before: &'static str, text: &'static str) -> Error {
    let tx = t.db.begin().await.unwrap();
    if !before.is_empty() {
        orm::sql::<()>(before).exec(&tx).await.unwrap();
    }
    soon(orm::sql::<()>(text).exec(&tx)).await.expect_err(text)
}

#[tokio::test]
async fn what_a_server_refuses() {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let table = "CREATE TABLE e (id int PRIMARY KEY, name varchar(3) NOT NULL UNIQUE, \
         n int CHECK (n > 0), parent int REFERENCES e (id), during int4range, \
         CONSTRAINT e_during EXCLUDE USING gist (during WITH &&))";
    orm::sql::<()>(table).exec(&t.db).await.unwrap();
    orm::sql::<()>("INSERT INTO e VALUES (1, 'a', 1, 1, '[1, 9]')").exec(&t.db).await.unwrap();
    let cases = [
        ("", "INSERT INTO e VALUES (2, 'a')", "23505", "unique_violation"),
        ("", "INSERT INTO e VALUES (2, 'b', 1, 7)", "23503", "foreign_key_violation"),
        ("", "INSERT INTO e VALUES (2)", "23502", "not_null_violation"),
        ("", "INSERT INTO e VALUES (2, 'b', 0)", "23514", "check_violation"),
        ("", "INSERT INTO e VALUES (2, 'b', 1, 1, '[9, 10]')", "23P01", "exclusion_violation"),
        (
            "CREATE VIEW v AS SELECT * FROM e WHERE n > 5 WITH CHECK OPTION",
            "INSERT INTO v VALUES (2, 'b', 1)",
            "44000",
            "check_violation",
        ),
        ("", "INSERT INTO e VALUES (2, 'long')", "22001", "data_exception"),
        ("", "SELECT 2147483647 + id FROM e", "22003", "data_exception"),
        ("", "SELECT 1 / (id - 1) FROM e", "22012", "data_exception"),
        ("", "SELECT * FROM nowhere", "42P01", "undefined"),
        ("", "SELECT nothing FROM e", "42703", "undefined"),
        ("", "SELECT nothing(1)", "42883", "undefined"),
        ("", "SELECT NULL::nothing", "42704", "undefined"),
        ("", "CREATE TABLE nowhere.e ()", "3F000", "undefined"),
        ("", "SELEC 1", "42601", ""),
        ("SET LOCAL ROLE pg_monitor", "SELECT * FROM e", "42501", "permission_denied"),
        ("SET TRANSACTION READ ONLY", "DELETE FROM e", "25006", "read_only"),
        ("", "VACUUM e", "25001", "transaction_state"),
        ("", "ROLLBACK TO nowhere", "3B001", "transaction_state"),
        ("SET LOCAL statement_timeout = 20", "SELECT pg_sleep(60)", "57014", "timeout"),
        ("CREATE SEQUENCE s", "SELECT currval('s')", "55000", ""),
        ("", "FETCH 1 FROM nowhere", "34000", ""),
        ("", "ALTER SYSTEM SET max_connections = 1", "25001", "transaction_state"),
        ("", "SELECT 1 FROM e FOR UPDATE LIMIT (SELECT id FROM e UNION ALL SELECT 1)", "21000", ""),
    ];
    for (before, text, code, expect) in cases {
        check(fails(&t, before, text).await, code, expect);
    }
    let error = fails(&t, "", "INSERT INTO e VALUES (2, 'b', 1, 1, '[9, 10]')").await;
    assert_eq!((error.constraint(), error.table()), (Some("e_during"), Some("e")));
}

/// What a kept statement is no longer is no error, where nothing is lost by preparing it again.
#[tokio::test]
async fn a_statement_that_is_no_longer_what_it_was() {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let db = Db::builder(&t.url).max_connections(1).connect().await.unwrap();
    let everything = async |tx: Option<&Tx>| {
        let all = orm::sql::<(i64, String)>("SELECT * FROM tags");
        match tx {
            None => all.all(&db).await,
            Some(tx) => all.all(tx).await,
        }
    };
    everything(None).await.unwrap();
    orm::sql::<()>("ALTER TABLE tags ADD COLUMN more int").exec(&t.db).await.unwrap();
    everything(None).await.unwrap();
    orm::sql::<()>("ALTER TABLE tags DROP COLUMN more").exec(&t.db).await.unwrap();
    let tx = db.begin().await.unwrap();
    check(everything(Some(&tx)).await.unwrap_err(), "0A000", "statement_outdated retryable");
    tx.rollback().await.unwrap();
    let tx = db.begin().await.unwrap();
    everything(Some(&tx)).await.unwrap();
}

/// The server ends sessions that wait: what is sent to them then is never read.
#[tokio::test]
async fn a_session_that_waited_too_long() {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let limits = "idle_in_transaction_session_timeout%3D50%20-c%20idle_session_timeout%3D50";
    let url = format!("{}?options=-c%20{limits}", t.url);
    let db = Db::builder(url).max_connections(1).connect().await.unwrap();
    let tx = db.begin().await.unwrap();
    Tag::create(&tx, tag::New { name: "lost".into() }).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    check(soon(tx.commit()).await.unwrap_err(), "25P03", "connection_lost retryable");

    // The pool notices, and nobody else does.
    Tag::create(&db, tag::New { name: "one".into() }).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    soon(Tag::create(&db, tag::New { name: "two".into() })).await.unwrap();
    assert_eq!(Tag::query().count(&t.db).await.unwrap(), 2);
}

#[tokio::test]
async fn what_sqlite_refuses() {
    let t = setup::sqlite().await;
    create(&t.db, &[Tag::TABLE]).await;
    let cases = [
        ("INSERT INTO tags (id, name) VALUES ('x', 'a')", "SQLITE_MISMATCH", "data_exception"),
        ("SELECT zeroblob(2000000000)", "SQLITE_TOOBIG", "data_exception"),
        (
            "SELECT sum(v) FROM (SELECT 9223372036854775807 AS v UNION ALL SELECT 1)",
            "SQLITE_ERROR",
            "data_exception",
        ),
        ("SELECT * FROM nowhere", "SQLITE_ERROR", "undefined"),
        ("SELECT nowhere FROM tags", "SQLITE_ERROR", "undefined"),
        ("SELECT nowhere(1)", "SQLITE_ERROR", "undefined"),
        ("RELEASE nowhere", "SQLITE_ERROR", "transaction_state"),
        (
            "INSERT INTO tags (name) VALUES (NULL)",
            "SQLITE_CONSTRAINT_NOTNULL",
            "not_null_violation",
        ),
    ];
    for (text, code, expect) in cases {
        check(orm::sql::<()>(text).exec(&t.db).await.expect_err(text), code, expect);
    }
    let tx = t.db.begin().await.unwrap();
    check(
        orm::sql::<()>("BEGIN").exec(&tx).await.unwrap_err(),
        "SQLITE_ERROR",
        "transaction_state",
    );
    drop(tx);
    let tx = t.db.begin().await.unwrap();
    orm::sql::<()>("PRAGMA query_only = ON").exec(&tx).await.unwrap();
    let error = Tag::create(&tx, tag::New { name: "new".into() }).await.unwrap_err();
    check(error, "SQLITE_READONLY", "read_only");
}
