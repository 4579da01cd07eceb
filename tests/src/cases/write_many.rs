//! Many rows at once: bulk inserts and upserts.

use super::seed::{order, shop};
use crate::TestDb;
use crate::models::*;
use rust_decimal::dec;

pub async fn rows_come_back_in_order(t: &TestDb) {
    create(&t.db, &[Tag::TABLE]).await;
    let names: Vec<_> = (0..500).rev().map(|n| format!("t{n:03}")).collect();
    let rows = names.iter().map(|name| tag::New { name: name.clone() });
    let (created, statements) =
        t.db.count_statements(async || Tag::create_many(&t.db, rows).await.unwrap()).await;
    assert_eq!(statements, 1);
    assert_eq!(created.iter().map(|tag| tag.name.clone()).collect::<Vec<_>>(), names);
    let (none, statements) =
        t.db.count_statements(async || Tag::create_many(&t.db, []).await.unwrap()).await;
    assert_eq!((none.len(), statements), (0, 0), "no rows, no statement");
}

pub async fn defaults_apply_row_by_row(t: &TestDb) {
    create(&t.db, &[Product::TABLE]).await;
    let row = |sku: &str, stock| product::New { sku: sku.into(), price: dec!(1), stock };
    let mixed = [row("a", Some(5)), row("b", None), row("c", Some(0))];
    let created = Product::create_many(&t.db, mixed).await.unwrap();
    assert_eq!(created.iter().map(|p| p.stock).collect::<Vec<_>>(), [5, 0, 0]);
    let without = Product::create_many(&t.db, [row("d", None), row("e", None)]).await.unwrap();
    assert_eq!(without.iter().map(|p| p.stock).collect::<Vec<_>>(), [0, 0]);
}

pub async fn a_hundred_thousand_rows(t: &TestDb) {
    create(&t.db, &[Tag::TABLE]).await;
    let rows = |from: usize| (from..from + 100_000).map(|n| tag::New { name: n.to_string() });
    let (count, statements) =
        t.db.count_statements(async || Tag::insert_many(rows(0)).exec(&t.db).await.unwrap()).await;
    assert_eq!((count, statements), (100_000, 1));
    assert_eq!(Tag::query().count(&t.db).await.unwrap(), 100_000);
    // All or nothing: the last row of these is there already.
    let clash = rows(100_000).chain([tag::New { name: "5".into() }]);
    let error = Tag::insert_many(clash).exec(&t.db).await.unwrap_err();
    assert!(error.is_unique_violation(), "{error:?}");
    assert_eq!(error.violation::<Tag>(), Some(tag::Constraint::UniqueName));
    assert_eq!(Tag::query().count(&t.db).await.unwrap(), 100_000);
    let names: Vec<_> = (0..100_000).map(|n| n.to_string()).collect();
    let found = Tag::query().filter(|t| t.name.is_in(&names)).count(&t.db).await.unwrap();
    assert_eq!(found, 100_000);
}

pub async fn upserts_name_their_target(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let ada = shop.customers[0].id;
    let rows =
        || [order(ada, "A-1", Status::Paid, dec!(77)), order(ada, "Z-1", Status::Open, dec!(5))];
    let touched = Order::insert_many(rows())
        .on_conflict(|o| o.number)
        .do_update(|o| (o.total.set_excluded(), o.status.set(Status::Sent)))
        .returning(db)
        .await
        .unwrap();
    assert_eq!(touched.len(), 2);
    let old = shop.orders[0].reload(db).await.unwrap();
    assert_eq!((old.total, old.status, old.version), (dec!(77), Status::Sent, 2));

    let added = Order::insert_many(rows())
        .on_conflict(|o| o.number)
        .do_update(|o| o.total.set(o.total + o.total.excluded()))
        .filter(|o| o.status.eq(Status::Sent))
        .exec(db)
        .await
        .unwrap();
    assert_eq!(added, 1, "Z-1 is open: it stays");
    assert_eq!(shop.orders[0].reload(db).await.unwrap().total, dec!(154));

    let nothing = Order::insert_many(rows()).on_conflict(|o| o.number).do_nothing();
    assert_eq!(nothing.exec(db).await.unwrap(), 0);
    assert_eq!(Order::insert_many(rows()).on_conflict_do_nothing().exec(db).await.unwrap(), 0);

    let key = (shop.orders[0].id, shop.tags[0].id);
    let link = order_tag::New { order_id: key.0, tag_id: key.1, weight: Some(9) };
    OrderTag::insert_many([link])
        .on_conflict(|o| o.order_id_tag_id)
        .do_update(|o| o.weight.set_excluded())
        .exec(db)
        .await
        .unwrap();
    assert_eq!(OrderTag::get(db, key).await.unwrap().weight, 9);
}

pub async fn a_row_is_got_or_created(t: &TestDb) {
    create(&t.db, &[Tag::TABLE]).await;
    let new = || tag::New { name: "once".into() };
    let recorded =
        t.db.record(async || {
            let (first, created) = Tag::get_or_create(&t.db, |t| t.name, new()).await.unwrap();
            assert!(created);
            let (second, created) = Tag::get_or_create(&t.db, |t| t.name, new()).await.unwrap();
            assert!(!created);
            assert_eq!(first, second);
        })
        .await;
    assert_eq!(recorded.statements.len(), 3, "one where it is new, two where it is there");
    // Many at once: one creates it.
    let all = futures_util::future::join_all(
        (0..8).map(|_| Tag::get_or_create(&t.db, |t| t.name, tag::New { name: "race".into() })),
    )
    .await;
    assert_eq!(all.into_iter().filter(|result| result.as_ref().unwrap().1).count(), 1);
}
