//! A query's rows by COPY; on SQLite, as a stream.

use super::seed::{numbers, shop};
use crate::TestDb;
use crate::models::*;
use futures_util::TryStreamExt;
use orm::{Dialect, TxOptions};
use rust_decimal::dec;

pub async fn rows_of_a_query(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let by_number = || Order::query().order_by(|o| o.number.asc());
    let recorded =
        db.record(async || by_number().copy_out(db).try_collect::<Vec<_>>().await.unwrap()).await;
    assert_eq!(recorded.value, by_number().all(db).await.unwrap());
    let statement = &recorded.statements[0];
    assert_eq!((recorded.statements.len(), statement.rows), (1, 4));
    let is_copy = statement.sql.starts_with("COPY (SELECT");
    assert_eq!(is_copy, db.dialect() == Dialect::Postgres, "{}", statement.sql);

    let open = by_number().filter(|o| o.approved_by.is_null() & o.version.eq(o.version));
    let expected = open.clone().all(db).await.unwrap();
    assert!(!expected.is_empty());
    assert_eq!(open.copy_out(db).try_collect::<Vec<_>>().await.unwrap(), expected);

    shop.orders[1].clone().delete(db).await.unwrap();
    let kept: Vec<_> = by_number().copy_out(db).try_collect().await.unwrap();
    assert_eq!(numbers(&kept), ["A-1", "B-1", "C-1"], "without what is deleted softly");
    let all: Vec<_> = by_number().with_deleted().copy_out(db).try_collect().await.unwrap();
    assert_eq!(numbers(&all), ["A-1", "A-2", "B-1", "C-1"]);

    let joined = by_number().select_related(|o| (o.customer().country(), o.approver()));
    let expected = joined.clone().all(db).await.unwrap();
    let rows: Vec<_> = joined.copy_out(db).try_collect().await.unwrap();
    assert_eq!(format!("{rows:?}"), format!("{expected:?}"));
    let pairs: Vec<(String, Status)> =
        by_number().select(|o| (o.number, o.status)).copy_out(db).try_collect().await.unwrap();
    assert_eq!(pairs[0].0, "A-1");

    let tx = db.begin_read(TxOptions::new()).await.unwrap();
    let inside: Vec<_> = by_number().copy_out(&tx).try_collect().await.unwrap();
    assert_eq!(numbers(&inside), ["A-1", "B-1", "C-1"]);
    tx.commit().await.unwrap();
    let tx = db.begin().await.unwrap();
    Order::query().update(|o| o.total.set(dec!(5))).exec(&tx).await.unwrap();
    let inside: Vec<_> = by_number().copy_out(&tx).try_collect().await.unwrap();
    assert!(inside.iter().all(|order| order.total == dec!(5)), "what the transaction sees");
    tx.rollback().await.unwrap();
}

pub async fn values_are_refused(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    let (errors, statements) = db
        .count_statements(async || {
            let value = Order::query().filter(|o| o.number.eq("A-1")).copy_out(db).next().await;
            let limit = Order::query().limit(1).copy_out(db).next().await;
            let fetched = Order::query().prefetch_related(|o| o.items()).copy_out(db).next().await;
            [value.unwrap_err(), limit.unwrap_err(), fetched.unwrap_err()]
        })
        .await;
    assert_eq!(statements, 0);
    for error in errors {
        assert!(error.is_unsupported(), "{error:?}");
        assert!(error.to_string().contains("`stream`"), "{error}");
    }
}

pub async fn a_stream_that_is_dropped(t: &TestDb) {
    create(&t.db, &[Tag::TABLE]).await;
    let rows = (0..50_000).map(|n| tag::New { name: format!("a name of some length {n}") });
    Tag::copy_in(rows).exec(&t.db).await.unwrap();
    for taken in [0, 1, 1000] {
        let mut rows = Tag::query().copy_out(&t.db);
        for _ in 0..taken {
            assert!(rows.next().await.unwrap().is_some());
        }
        drop(rows);
        assert_eq!(Tag::query().count(&t.db).await.unwrap(), 50_000);
    }
}
