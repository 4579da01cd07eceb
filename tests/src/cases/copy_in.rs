//! Rows copied into a table: by COPY on PostgreSQL, by inserts on SQLite, with the same outcome.

use super::seed::{order, shop};
use super::value_roundtrip::{everything, nothing, row};
use crate::TestDb;
use crate::models::*;
use futures_util::stream::{self, StreamExt};
use orm::{Dialect, Error};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use rust_decimal::dec;
use std::convert::Infallible;
use std::error::Error as StdError;
use std::fmt;

fn named(name: impl fmt::Display) -> tag::New {
    tag::New { name: name.to_string() }
}

fn product(sku: &str, stock: Option<i32>) -> product::New {
    product::New { sku: sku.into(), price: dec!(1), stock }
}

async fn tags(t: &TestDb) -> i64 {
    Tag::query().count(&t.db).await.unwrap()
}

pub async fn every_type_is_copied(t: &TestDb) {
    create(&t.db, &[Everything::TABLE, Anything::TABLE]).await;
    let mut runner = TestRunner::deterministic();
    let news: Vec<_> =
        (0..200).map(|_| everything().new_tree(&mut runner).unwrap().current()).collect();
    let copied = Everything::copy_in(news.clone()).exec(&t.db).await.unwrap();
    assert_eq!(copied.rows, 200);
    let rows = Everything::query().order_by(|e| e.id.asc()).all(&t.db).await.unwrap();
    let expected: Vec<_> = rows.iter().zip(news).map(|(there, new)| row(there.id, new)).collect();
    assert_eq!(rows, expected);

    let something = || anything::New {
        truth: Some(false),
        mood: Some(Mood::Bad),
        numbers: Some(vec![]),
        doubles: Some(vec![0.1, -0.0, f64::MAX]),
        ..nothing()
    };
    let expected = Anything::create_many(&t.db, [nothing(), something(), nothing()]).await.unwrap();
    Anything::copy_in([nothing(), something(), nothing()]).exec(&t.db).await.unwrap();
    let rows = Anything::query().order_by(|a| a.id.asc()).all(&t.db).await.unwrap();
    for (inserted, copied) in expected.into_iter().zip(&rows[3..]) {
        assert_eq!(Anything { id: copied.id, ..inserted }, *copied);
    }
}

pub async fn what_the_library_keeps_is_filled_in(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let before = chrono::Utc::now();
    let rows =
        (0..3).map(|n| order(shop.customers[0].id, &format!("X-{n}"), Status::Sent, dec!(3.50)));
    Order::copy_in(rows).exec(&t.db).await.unwrap();
    let query = Order::query().filter(|o| o.number.starts_with("X-"));
    let rows = query.order_by(|o| o.id.asc()).all(&t.db).await.unwrap();
    assert_eq!(rows.iter().map(|o| o.number.as_str()).collect::<Vec<_>>(), ["X-0", "X-1", "X-2"]);
    for row in rows {
        assert_eq!((row.version, row.deleted_at, row.total), (1, None, dec!(3.50)));
        assert_eq!(row.meta.0, Meta::default(), "the column's default");
        assert!(row.placed_at >= before - chrono::Duration::milliseconds(1));
    }
    let items =
        [order_item::New { order_id: shop.orders[0].id, product_id: shop.products[2].id, qty: 21 }];
    OrderItem::copy_in(items).exec(&t.db).await.unwrap();
    let item = OrderItem::query().filter(|i| i.qty.eq(21)).one(&t.db).await.unwrap();
    assert_eq!(item.doubled, 42, "a generated column");
}

pub async fn a_copy_is_one_statement(t: &TestDb) {
    create(&t.db, &[Tag::TABLE]).await;
    let recorded =
        t.db.record(async || Tag::copy_in((0..2500).map(named)).exec(&t.db).await.unwrap()).await;
    let texts: Vec<_> = recorded.statements.iter().map(|one| (&*one.sql, one.rows)).collect();
    match t.db.dialect() {
        Dialect::Postgres => {
            assert_eq!(texts, [("COPY \"tags\" (\"name\") FROM STDIN (FORMAT binary)", 2500)]);
            // A header, and six bytes and the digits of each row.
            assert_eq!(recorded.value.bytes, 19 + 2500 * 6 + 8890);
        }
        Dialect::Sqlite => {
            let rows: Vec<_> = texts.iter().map(|(_, rows)| *rows).collect();
            assert_eq!(rows, [0, 1000, 1000, 500, 0], "in one transaction: {texts:?}");
            assert_eq!(recorded.value.bytes, 0);
        }
    }
    assert_eq!(recorded.value.rows, 2500);
    assert!(recorded.value.rows_per_second() > 0.0);
    assert_eq!(tags(t).await, 2500);
}

pub async fn no_rows_send_nothing(t: &TestDb) {
    let (copied, statements) =
        t.db.count_statements(async || Tag::copy_in([]).exec(&t.db).await.unwrap()).await;
    assert_eq!((copied.rows, copied.bytes, statements), (0, 0, 0), "though there is no table");
}

pub async fn columns_with_a_default(t: &TestDb) {
    create(&t.db, &[Product::TABLE]).await;
    let copy = async |rows: Vec<product::New>| Product::copy_in(rows).exec(&t.db).await.unwrap();
    copy(vec![product("a", None), product("b", None)]).await;
    copy(vec![product("c", Some(5)), product("d", Some(0))]).await;
    let query = Product::query().order_by(|p| p.sku.asc()).select(|p| p.stock);
    assert_eq!(query.all(&t.db).await.unwrap(), [0, 0, 5, 0]);
}

pub async fn a_row_with_other_columns(t: &TestDb) {
    create(&t.db, &[Product::TABLE]).await;
    for (first, third) in [(None, Some(1)), (Some(1), None)] {
        let rows = [product("a", first), product("b", first), product("c", third)];
        let error = Product::copy_in(rows).exec(&t.db).await.unwrap_err();
        assert!(error.is_encode(), "{error:?}");
        let told = error.to_string();
        assert!(told.contains("row 3") && told.contains("`stock`"), "{told}");
        assert_eq!(Product::query().count(&t.db).await.unwrap(), 0);
    }
}

#[derive(Debug)]
struct Torn;

impl fmt::Display for Torn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the page is torn")
    }
}

impl StdError for Torn {}

pub async fn the_source_fails(t: &TestDb) {
    create(&t.db, &[Tag::TABLE]).await;
    // The first row, one in the first chunk, and one when much was sent already.
    for fault in [0, 3, 60_000] {
        let rows = (0..70_000).map(|n| if n == fault { Err(Torn) } else { Ok(named(n)) });
        let error = Tag::copy_in_stream(stream::iter(rows)).exec(&t.db).await.unwrap_err();
        assert!(error.is_input(), "{error:?}");
        assert!(error.to_string().contains(&format!("row {} ", fault + 1)), "{error}");
        assert!(error.source().unwrap().downcast_ref::<Torn>().is_some());
        assert_eq!(tags(t).await, 0);
    }
    let rows = stream::iter((0..10).map(named)).map(Ok::<_, Infallible>);
    assert_eq!(Tag::copy_in_stream(rows).exec(&t.db).await.unwrap().rows, 10);
}

pub async fn a_violation_at_the_last_row(t: &TestDb) {
    create(&t.db, &[Tag::TABLE]).await;
    let rows = (0..20_000).chain([5]).map(named);
    let error = Tag::copy_in(rows).exec(&t.db).await.unwrap_err();
    assert!(error.is_unique_violation(), "{error:?}");
    assert_eq!(error.violation::<Tag>(), Some(tag::Constraint::UniqueName));
    assert!(error.statement().is_some());
    assert_eq!(tags(t).await, 0);
    Tag::copy_in((0..20_000).map(named)).exec(&t.db).await.unwrap();
    assert_eq!(tags(t).await, 20_000);
}

pub async fn a_value_that_cannot_be_held(t: &TestDb) {
    create(&t.db, &[Tag::TABLE, Anything::TABLE]).await;
    if t.db.dialect() == Dialect::Sqlite {
        // A NUL character is no fault there.
        return;
    }
    for fault in [3, 60_000] {
        let rows = (1..70_000).map(|n| if n == fault { named("a\0b") } else { named(n) });
        let error = Tag::copy_in(rows).exec(&t.db).await.unwrap_err();
        assert!(error.is_encode(), "{error:?}");
        let told = error.to_string();
        assert!(told.contains(&format!("row {fault} ")) && told.contains("`name`"), "{told}");
        assert!(error.source().unwrap().to_string().contains("NUL"));
        assert_eq!(tags(t).await, 0);
    }
}

pub async fn inside_a_transaction(t: &TestDb) {
    create(&t.db, &[Tag::TABLE]).await;
    let tx = t.db.begin().await.unwrap();
    Tag::create(&tx, named("before")).await.unwrap();
    Tag::copy_in((0..5000).map(named)).exec(&tx).await.unwrap();
    assert_eq!(Tag::query().count(&tx).await.unwrap(), 5001);
    tx.rollback().await.unwrap();
    assert_eq!(tags(t).await, 0);
    t.db.transaction(async |tx| Tag::copy_in((0..5000).map(named)).exec(tx).await).await.unwrap();
    assert_eq!(tags(t).await, 5000);
}

pub async fn a_failure_inside_a_transaction(t: &TestDb) {
    create(&t.db, &[Tag::TABLE]).await;
    let twice = || (0..5000).chain([7]).map(named);
    let torn = || stream::iter([Ok(named("torn")), Err(Torn)]);
    let tx = t.db.begin().await.unwrap();
    Tag::create(&tx, named("before")).await.unwrap();
    let nested = tx.transaction(async |tx| Tag::copy_in(twice()).exec(tx).await).await;
    assert!(nested.unwrap_err().is_unique_violation());
    let nested = tx.transaction(async |tx| Tag::copy_in_stream(torn()).exec(tx).await).await;
    assert!(nested.unwrap_err().is_input());
    Tag::create(&tx, named("after")).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(tags(t).await, 2, "a savepoint keeps a failure to itself");

    let copies: [fn(&'static str) -> orm::query::CopyIn<'static, Tag>; 2] = [
        |name| Tag::copy_in([named(name), named(name)]),
        |name| Tag::copy_in_stream(stream::iter([Ok(named(name)), Err(Torn)])),
    ];
    for copy in copies {
        let tx = t.db.begin().await.unwrap();
        Tag::create(&tx, named("lost")).await.unwrap();
        copy("twice").exec(&tx).await.unwrap_err();
        let error: Error = Tag::query().count(&tx).await.unwrap_err();
        assert!(error.is_transaction_state(), "{error:?}");
        assert!(tx.commit().await.unwrap_err().is_transaction_state());
        assert_eq!(tags(t).await, 2);
    }
}

pub async fn progress_is_told(t: &TestDb) {
    create(&t.db, &[Tag::TABLE]).await;
    let mut told = Vec::new();
    let copied =
        Tag::copy_in((0..25_000).map(named)).progress(|p| told.push(p)).exec(&t.db).await.unwrap();
    let rows: Vec<_> = told.iter().map(|p| p.rows).collect();
    assert_eq!(rows, [10_000, 20_000, 25_000]);
    assert!(told.is_sorted_by_key(|p| p.bytes) && told.is_sorted_by_key(|p| p.elapsed));
    let last = told.last().unwrap();
    assert_eq!((last.bytes, last.rows), (copied.bytes, copied.rows));
    assert!(last.rows_per_second() > 0.0);
}
