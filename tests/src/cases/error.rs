//! Errors: each predicate by a real fault, and what an error tells.

use super::seed::{order, shop};
use crate::TestDb;
use crate::models::*;
use orm::Dialect;
use rust_decimal::dec;
use std::error::Error as _;
use std::time::Duration;

pub async fn violations_name_their_constraint(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let ada = shop.customers[0].id;
    let create = async |new| Order::create(db, new).await.unwrap_err();

    let unique = create(order(ada, "A-1", Status::Open, dec!(1))).await;
    assert!(unique.is_unique_violation(), "{unique:?}");
    assert_eq!(unique.violation::<Order>(), Some(order::Constraint::UniqueNumber));
    assert_eq!(unique.violation::<Tag>(), None, "of another model");
    assert_eq!(unique.table(), Some("orders"));

    let check = create(order(ada, "X-1", Status::Open, dec!(-1))).await;
    assert!(check.is_check_violation(), "{check:?}");
    assert_eq!(check.violation::<Order>(), Some(order::Constraint::CheckTotalNotNegative));

    let reference = create(order(-7, "X-2", Status::Open, dec!(1))).await;
    assert!(reference.is_foreign_key_violation(), "{reference:?}");
    if db.dialect() == Dialect::Postgres {
        assert_eq!(reference.violation::<Order>(), Some(order::Constraint::ForeignKeyCustomerId));
        assert_eq!(reference.code(), Some("23503"));
    }

    let link =
        || order_tag::New { order_id: shop.orders[0].id, tag_id: shop.tags[0].id, weight: None };
    let key = OrderTag::create(db, link()).await.unwrap_err();
    assert_eq!(key.violation::<OrderTag>(), Some(order_tag::Constraint::PrimaryKey), "{key:?}");

    let null = orm::sql::<()>("INSERT INTO tags (name) VALUES (NULL)").exec(db).await.unwrap_err();
    assert!(null.is_not_null_violation(), "{null:?}");
    assert_eq!(null.column(), Some("name"));
}

pub async fn an_error_has_its_statement_and_no_value(t: &TestDb) {
    shop(t).await.unwrap();
    let secret = "hunter2-secret";
    let new = || tag::New { name: secret.into() };
    Tag::create(&t.db, new()).await.unwrap();
    let error = Tag::create(&t.db, new()).await.unwrap_err();
    assert!(error.statement().unwrap().starts_with("INSERT INTO"));
    let mut told = format!("{error} {error:?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        told.push_str(&format!(" {error} {error:?}"));
        cause = error.source();
    }
    assert!(!told.contains(secret), "{told}");
    assert!(error.source().is_some(), "the database's own words are kept");
}

pub async fn a_full_pool_says_so(t: &TestDb) {
    let url = t.url.as_str();
    let db = orm::Db::builder(url)
        .max_connections(1)
        .acquire_timeout(Duration::from_millis(200))
        .connect()
        .await
        .unwrap();
    let tx = db.begin().await.unwrap();
    let error = db.begin().await.unwrap_err();
    assert!(error.is_pool_exhausted(), "{error:?}");
    drop(tx);
    db.begin().await.unwrap().rollback().await.unwrap();
}

pub async fn a_slow_statement_is_stopped(t: &TestDb) {
    let db = orm::Db::builder(t.url.as_str())
        .query_timeout(Duration::from_millis(200))
        .connect()
        .await
        .unwrap();
    let text = match db.dialect() {
        Dialect::Postgres => "SELECT CAST(1 AS bigint) FROM pg_sleep(20)",
        Dialect::Sqlite => {
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000000) \
             SELECT count(*) FROM n"
        }
    };
    let error = orm::sql::<i64>(text).all(&db).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    if db.dialect() == Dialect::Postgres {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let running = orm::sql::<i64>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
             AND state = 'active' AND query LIKE '%pg_sleep(20)%' AND pid <> pg_backend_pid()",
        );
        assert_eq!(running.one(&t.db).await.unwrap(), 0, "it was cancelled on the server");
    }
}

pub async fn a_row_that_does_not_fit_is_a_decode_error(t: &TestDb) {
    shop(t).await.unwrap();
    let error = orm::sql::<i64>("SELECT name FROM tags").all(&t.db).await.unwrap_err();
    assert!(error.is_decode(), "{error:?}");
    let error = orm::sql::<String>("SELECT email FROM customers ORDER BY id DESC")
        .all(&t.db)
        .await
        .unwrap_err();
    assert!(error.is_decode(), "NULL where no `Option` is: {error:?}");
    let error = orm::sql::<(i64, i64)>("SELECT id FROM tags").all(&t.db).await.unwrap_err();
    assert!(error.is_decode(), "a column too few: {error:?}");
    let error = orm::sql::<i64>("SELECT nonsense FROM tags").all(&t.db).await.unwrap_err();
    assert!(error.statement().unwrap().contains("nonsense"));
}

pub async fn a_document_that_does_not_fit_is_not_told(t: &TestDb) {
    shop(t).await.unwrap();
    let broken = r#"UPDATE orders SET meta = '{"marks": "hunter2"}' WHERE number = 'A-1'"#;
    orm::sql::<()>(broken).exec(&t.db).await.unwrap();
    let error = Order::query().all(&t.db).await.unwrap_err();
    assert!(error.is_decode());
    let told = format!("{error} {error:?}");
    assert!(!told.contains("hunter2"), "{told}");
    let query = Order::query().filter(|o| o.number.contains("hunter2") & o.number.eq("hunter2"));
    let told = format!("{query:?}");
    assert!(!told.contains("hunter2"), "{told}");
}
