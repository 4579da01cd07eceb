//! Loads that fail half-way: one clear error, and a connection that is fit afterwards.

use super::seed::shop;
use crate::TestDb;
use crate::models::*;
use orm::{Db, Error, load_related};
use rust_decimal::Decimal;

/// Two siblings that are well around one that fails, and one below.
async fn load<E: orm::Executor>(db: &E) -> Result<usize, Error> {
    let query = Order::query()
        .prefetch_related(|o| (o.items().with(|i| i.product()), o.tags(), o.approver().reports()));
    Ok(query.all(db).await?.len())
}

async fn run(db: &Db, text: &'static str) {
    orm::sql::<()>(text).exec(db).await.unwrap();
}

#[track_caller]
fn names_the_table(error: &Error) {
    let statement = error.statement().expect("it has its statement");
    assert!(statement.contains("\"order_tags\""), "{statement}");
    assert!(!error.is_connection_lost() && !error.is_timeout(), "{error:?}");
    let text = std::error::Error::source(error).expect("the database said why").to_string();
    assert!(text.contains("order_tags"), "{text}");
}

pub async fn an_error_of_a_sibling_is_one_error(t: &TestDb) {
    shop(t).await.unwrap();
    let db = Db::builder(&t.url).max_connections(1).connect().await.unwrap();
    assert_eq!(load(&db).await.unwrap(), 4);
    run(&db, "DROP TABLE order_tags").await;
    for _ in 0..3 {
        let recorded = db.record(async || load(&db).await).await;
        names_the_table(&recorded.value.unwrap_err());
        let failed = recorded.statements.iter().filter(|statement| statement.failed).count();
        assert_eq!((recorded.statements.len(), failed), (4, 1), "{:#?}", recorded.statements);
        // The one connection is fit, and the answers are those of their questions.
        assert_eq!(Order::query().count(&db).await.unwrap(), 4);
        let rows = Order::query().prefetch_related(|o| o.items()).all(&db).await.unwrap();
        assert_eq!(rows.iter().map(|order| order.items().len()).sum::<usize>(), 4);
    }
    let rows = Order::query().all(&db).await.unwrap();
    let error = load_related(&db, rows, |o| (o.items(), o.tags())).await.unwrap_err();
    names_the_table(&error);
    let mut stream = Order::query().prefetch_related(|o| o.tags()).stream(&db);
    names_the_table(&stream.next().await.unwrap_err());
    assert!(stream.next().await.unwrap().is_none(), "the stream ends after it");
}

pub async fn an_error_makes_its_transaction_useless(t: &TestDb) {
    shop(t).await.unwrap();
    let db = Db::builder(&t.url).max_connections(1).connect().await.unwrap();
    run(&db, "DROP TABLE order_tags").await;
    let tx = db.begin().await.unwrap();
    Order::query().update(|o| o.total.set(Decimal::from(7))).exec(&tx).await.unwrap();
    let inner = tx.begin().await.unwrap();
    names_the_table(&load(&inner).await.unwrap_err());
    assert!(Order::query().count(&inner).await.unwrap_err().is_transaction_state());
    drop(inner);
    assert_eq!(Order::query().count(&tx).await.unwrap(), 4, "a savepoint keeps it to itself");
    names_the_table(&load(&tx).await.unwrap_err());
    assert!(Order::query().count(&tx).await.unwrap_err().is_transaction_state());
    assert!(tx.commit().await.unwrap_err().is_transaction_state());
    assert_eq!(
        Order::query().filter(|o| o.total.eq(Decimal::from(7))).count(&db).await.unwrap(),
        0
    );
}

/// Values that do not fit are found where they are read: in a statement that was fetched with others.
pub async fn a_row_that_cannot_be_read_is_one_error(t: &TestDb) {
    shop(t).await.unwrap();
    let db = Db::builder(&t.url).max_connections(1).connect().await.unwrap();
    run(
        &db,
        "CREATE TABLE others AS SELECT order_id, tag_id, CAST(1099511627776 AS bigint) AS weight \
         FROM order_tags",
    )
    .await;
    run(&db, "DROP TABLE order_tags").await;
    run(&db, "ALTER TABLE others RENAME TO order_tags").await;
    let query = || Order::query().prefetch_related(|o| (o.items(), o.tags().with_through()));
    for _ in 0..2 {
        let error = query().all(&db).await.unwrap_err();
        assert!(error.is_decode(), "{error:?}");
        assert!(error.statement().unwrap().contains("\"order_tags\""));
        assert_eq!(load(&db).await.unwrap(), 4);
    }
}
