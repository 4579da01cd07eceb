//! Every statement is one event, with OpenTelemetry's names and no value of the user.

use orm::{Db, Error};
use orm_tests::TestDb;
use orm_tests::cases::tenant::two;
use orm_tests::models::tenants::{Land, Person};
use orm_tests::models::{Order, Product, SHOP, Status, Tag, create, product, tag};
use orm_tests::setup::{self, told};
use std::time::Duration;
use tracing::Level;

/// What must not be in any event.
const SECRET: &str = "hunter2";

/// Both databases, each with a listener to what is said of it.
async fn both() -> [TestDb; 2] {
    let databases = [setup::sqlite().await, setup::postgres().await];
    for t in &databases {
        create(&t.db, SHOP).await;
    }
    databases
}

fn secret(number: i32) -> tag::New {
    tag::New { name: format!("{SECRET} {number}") }
}

#[tokio::test]
async fn a_statement_is_one_event() {
    for t in both().await {
        let db = &t.db;
        let (_, events) = told(async || {
            Tag::insert_many([secret(1), secret(2), secret(3)]).exec(db).await.unwrap();
            let names = [format!("{SECRET} 1"), format!("{SECRET} 2")];
            Tag::query().filter(|t| t.name.is_in(names)).all(db).await.unwrap();
            let some = Tag::query().filter(|t| t.name.starts_with(SECRET));
            some.clone().update(|t| t.name.set(t.name.lower())).exec(db).await.unwrap();
            some.delete().exec(db).await.unwrap();
            orm::sql::<String>("SELECT CAST($1 AS text)")
                .bind(SECRET.to_owned())
                .one(db)
                .await
                .unwrap();
        })
        .await;
        let (system, namespace) = match db.dialect() {
            orm::Dialect::Postgres => ("postgresql", t.url.rsplit('/').next().unwrap()),
            orm::Dialect::Sqlite => ("sqlite", "test.db"),
        };
        let operations = ["INSERT", "SELECT", "UPDATE", "DELETE", ""];
        let rows = ["3", "2", "3", "3", "1"];
        assert_eq!(events.len(), operations.len(), "{events:#?}");
        for ((event, operation), rows) in events.iter().zip(operations).zip(rows) {
            assert_eq!(event.level, Level::DEBUG);
            assert_eq!(event.get("db.system.name"), system);
            assert_eq!(event.get("db.namespace"), namespace);
            assert_eq!(event.get("db.operation.name"), operation);
            let table = if operation.is_empty() { "" } else { "tags" };
            assert_eq!(event.get("db.collection.name"), table);
            assert_eq!(event.get("db.response.returned_rows"), rows, "{event:#?}");
            assert!(event.get("db.query.text").starts_with(operation), "{event:#?}");
            assert!(event.get("elapsed").parse::<f64>().unwrap() < 60.0, "seconds");
            assert!(!event.has("error.type") && !event.has("db.response.status_code"));
            assert!(!format!("{event:?}").contains(SECRET), "{event:#?}");
        }
        assert_eq!(events[0].get("db.operation.batch.size"), "3");
    }
}

#[tokio::test]
async fn a_transaction_begins_and_ends_with_an_event() {
    for t in both().await {
        let db = &t.db;
        let (_, events) = told(async || {
            let tx = db.begin().await.unwrap();
            let inner = tx.begin().await.unwrap();
            Tag::create(&inner, secret(1)).await.unwrap();
            inner.commit().await.unwrap();
            drop(tx.begin().await.unwrap());
            Tag::query().count(&tx).await.unwrap();
            tx.commit().await.unwrap();
            db.begin().await.unwrap().rollback().await.unwrap();
        })
        .await;
        let operations: Vec<_> = events.iter().map(|e| e.get("db.operation.name")).collect();
        let expected = [
            "BEGIN",
            "SAVEPOINT",
            "INSERT",
            "RELEASE SAVEPOINT",
            "SAVEPOINT",
            "ROLLBACK TO SAVEPOINT",
            "SELECT",
            "COMMIT",
            "BEGIN",
            "ROLLBACK",
        ];
        assert_eq!(operations, expected);
        let (_, statements) = db
            .count_statements(async || {
                db.transaction(async |tx| Tag::query().count(tx).await).await.unwrap()
            })
            .await;
        assert_eq!(statements, 3, "BEGIN and COMMIT count");
    }
}

#[tokio::test]
async fn a_failure_says_what_it_is() {
    for t in both().await {
        let db = &t.db;
        Tag::create(db, secret(1)).await.unwrap();
        let (errors, events) = told(async || {
            let unique = Tag::create(db, secret(1)).await;
            let unknown = orm::sql::<i64>("SELECT missing_column").all(db).await;
            let stream = async {
                let mut rows = Order::query()
                    .filter(|o| o.status.eq(Status::Open))
                    .select(|o| o.id)
                    .stream(db);
                rows.next().await
            };
            [unique.map(drop), unknown.map(drop), stream.await.map(drop)]
        })
        .await;
        let [unique, unknown, stream] = errors;
        stream.unwrap();
        let code = |error: Result<(), Error>| error.unwrap_err().code().unwrap_or("").to_owned();
        let expected = [("unique_violation", code(unique)), ("undefined", code(unknown))];
        assert_eq!(events.len(), 3, "{events:#?}");
        for (event, (kind, code)) in events.iter().zip(expected) {
            assert_eq!(event.get("error.type"), kind);
            assert_eq!(event.get("db.response.status_code"), code);
            assert!(!event.has("db.response.returned_rows"), "{event:#?}");
            assert!(!format!("{event:?}").contains(SECRET), "{event:#?}");
        }
        if db.dialect() == orm::Dialect::Postgres {
            assert_eq!(events[0].get("db.response.status_code"), "23505");
            assert_eq!(events[1].get("db.response.status_code"), "42703");
        }
    }
}

#[tokio::test]
async fn a_stream_is_told_at_its_end() {
    for t in both().await {
        let db = &t.db;
        Tag::insert_many((0..600).map(secret)).exec(db).await.unwrap();
        let read = async |most: usize| {
            let mut rows = Tag::query().stream(db);
            let mut count = 0;
            while count < most && rows.next().await.unwrap().is_some() {
                count += 1;
            }
        };
        let (_, events) = told(async || {
            read(usize::MAX).await;
            read(7).await;
        })
        .await;
        let rows: Vec<_> = events.iter().map(|e| e.get("db.response.returned_rows")).collect();
        assert_eq!(rows, ["600", "7"], "{events:#?}");

        // The row that cannot be read comes after some that can.
        let broken = match db.dialect() {
            orm::Dialect::Postgres => "UPDATE products SET stock = NULL WHERE sku = 'b'",
            orm::Dialect::Sqlite => "UPDATE products SET price = 'much' WHERE sku = 'b'",
        };
        if db.dialect() == orm::Dialect::Postgres {
            let alter = "ALTER TABLE products ALTER stock DROP NOT NULL";
            orm::sql::<()>(alter).exec(db).await.unwrap();
        }
        let new = |sku: &str| product::New { sku: sku.into(), price: 1.into(), stock: None };
        Product::create_many(db, ["a", "b"].map(new)).await.unwrap();
        orm::sql::<()>(broken).exec(db).await.unwrap();
        let (error, events) = told(async || {
            let mut rows = Product::query().order_by(|p| p.sku.asc()).stream(db);
            assert_eq!(rows.next().await.unwrap().unwrap().sku, "a");
            let error = rows.next().await.unwrap_err();
            assert!(rows.next().await.unwrap().is_none(), "the stream ends after an error");
            error
        })
        .await;
        assert!(error.is_decode(), "{error:?}");
        assert_eq!(events.len(), 1, "{events:#?}");
        assert_eq!(events[0].get("error.type"), "decode");
    }
}

#[tokio::test]
async fn what_nobody_waits_for_is_told() {
    for t in both().await {
        let db = &t.db;
        // A statement on its own is told from when it has its connection.
        let tx = db.begin().await.unwrap();
        let (_, events) = told(async || {
            let mut dropped = Box::pin(orm::sql::<i64>(slow(db)).one(&tx));
            assert!(futures_util::poll!(dropped.as_mut()).is_pending());
        })
        .await;
        assert_eq!(events.len(), 1, "{events:#?}");
        assert_eq!(events[0].get("error.type"), "dropped");
    }
}

/// A query that takes at least tens of milliseconds.
fn slow(db: &Db) -> &'static str {
    match db.dialect() {
        orm::Dialect::Postgres => "SELECT CAST(1 AS bigint) FROM pg_sleep(0.1)",
        orm::Dialect::Sqlite => {
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500000) \
             SELECT count(*) FROM n"
        }
    }
}

#[tokio::test]
async fn slow_statements_are_warnings() {
    for t in both().await {
        let text = slow(&t.db);
        let level = async |threshold: Option<Duration>| {
            let db = Db::builder(&t.url).slow_statement(threshold).connect().await.unwrap();
            let (_, events) = told(async || orm::sql::<i64>(text).one(&db).await.unwrap()).await;
            assert_eq!(events.len(), 1);
            events[0].level
        };
        assert_eq!(level(Some(Duration::from_millis(5))).await, Level::WARN);
        assert_eq!(level(Some(Duration::from_secs(3600))).await, Level::DEBUG);
        assert_eq!(level(None).await, Level::DEBUG);
    }
}

#[tokio::test]
async fn a_statement_of_a_tenant_says_whose_it_is() {
    for t in [setup::sqlite().await, setup::postgres().await] {
        let (one, _) = two(&t).await.unwrap();
        let (_, events) = told(async || {
            Person::query().prefetch_related(|p| p.skills()).all(&one).await.unwrap();
            let mut people = Person::query().stream(&one);
            while people.next().await.unwrap().is_some() {}
            Land::query().all(&t.db).await.unwrap();
            Person::query().count(&t.db.across_tenants("a test")).await.unwrap();
        })
        .await;
        let told: Vec<_> = events
            .iter()
            .map(|event| match event.target {
                "orm::tenancy" => event.get("reason"),
                _ => event.get("orm.tenant"),
            })
            .collect();
        assert_eq!(told, ["1", "1", "1", "", "a test", ""], "{events:#?}");
    }
}
