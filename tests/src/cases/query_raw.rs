//! Statements by hand: what they count, and that one text is one statement with all of its values.

use crate::TestDb;
use crate::models::*;
use orm::{Dialect, sql, unsafe_text};

pub async fn a_definition_counts_no_rows(t: &TestDb) {
    let db = &t.db;
    create(db, &[Tag::TABLE]).await;
    let written = sql::<()>("INSERT INTO tags (name) VALUES ('a'), ('b')").exec(db).await.unwrap();
    assert_eq!(written, 2);
    assert_eq!(sql::<()>("CREATE TABLE things (a integer)").exec(db).await.unwrap(), 0);
    let tx = db.begin().await.unwrap();
    assert_eq!(sql::<()>("DELETE FROM tags").exec(&tx).await.unwrap(), 2);
    assert_eq!(sql::<()>("CREATE INDEX things_a ON things (a)").exec(&tx).await.unwrap(), 0);
    tx.rollback().await.unwrap();
}

pub async fn a_text_is_one_statement(t: &TestDb) {
    let db = &t.db;
    create(db, &[Tag::TABLE]).await;
    for text in [
        "INSERT INTO tags (name) VALUES ('a'); DELETE FROM tags",
        "INSERT INTO tags (name) VALUES (';'); /* ; */ INSERT INTO tags (name) VALUES ('b');",
    ] {
        let error = sql::<()>(text).exec(db).await.unwrap_err();
        match db.dialect() {
            Dialect::Postgres => assert_eq!(error.code(), Some("42601"), "{error:?}"),
            Dialect::Sqlite => {
                assert!(error.is_unsupported(), "{error:?}");
                assert_eq!(error.to_string(), "more than one statement: use one call for each");
            }
        }
        assert_eq!(error.statement(), Some(text));
    }
    assert_eq!(Tag::query().count(db).await.unwrap(), 0);
    let text = "INSERT INTO tags (name) VALUES ('; DELETE FROM tags') ; -- ; and no more";
    assert_eq!(sql::<()>(text).exec(db).await.unwrap(), 1);

    if db.dialect() == Dialect::Sqlite {
        let trigger = "CREATE TRIGGER twice AFTER INSERT ON tags WHEN new.name = 'a' BEGIN \
             INSERT INTO tags (name) VALUES ('b'); INSERT INTO tags (name) VALUES ('c'); END;";
        sql::<()>(trigger).exec(db).await.unwrap();
        sql::<()>("INSERT INTO tags (name) VALUES ('a')").exec(db).await.unwrap();
        assert_eq!(Tag::query().count(db).await.unwrap(), 4);
    }
}

pub async fn values_are_as_many_as_placeholders(t: &TestDb) {
    const TWO: &str = "SELECT CAST($1 AS bigint) + CAST($2 AS bigint)";
    let tx = t.db.begin().await.unwrap();
    for values in [0, 1, 3] {
        let select = (0..values).fold(sql::<i64>(TWO), |select, _| select.bind(1_i64));
        let error = select.one(&tx).await.unwrap_err();
        assert!(error.is_encode(), "{values}: {error:?}");
        assert_eq!(error.statement(), Some(TWO));
    }
    let none = sql::<i64>("SELECT count(*) FROM (SELECT '$1') AS x").bind(1_i64);
    assert!(none.one(&tx).await.unwrap_err().is_encode());
    // Nothing was sent: the transaction goes on.
    assert_eq!(sql::<i64>(TWO).bind(1_i64).bind(2_i64).one(&tx).await.unwrap(), 3);
    let again = unsafe_text("SELECT CAST($1 AS bigint) + CAST($1 AS bigint)");
    assert_eq!(sql::<i64>(again).bind(4_i64).one(&tx).await.unwrap(), 8);
}
