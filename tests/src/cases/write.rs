//! Single rows: create, update, delete, reload.

use super::seed::{order, shop};
use crate::TestDb;
use crate::models::*;
use orm::{Dialect, Json};
use rust_decimal::dec;

pub async fn a_row_is_created_with_what_the_library_keeps(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let before = chrono::Utc::now();
    let new = order(shop.customers[0].id, "N-1", Status::Open, dec!(3.10));
    let (created, statements) =
        db.count_statements(async || Order::create(db, new).await.unwrap()).await;
    assert_eq!(statements, 1);
    assert_eq!(created.version, 1);
    assert_eq!(created.deleted_at, None);
    assert_eq!(created.meta, Json(Meta::default()), "the default of a column that is left out");
    assert!(created.placed_at >= before - chrono::Duration::milliseconds(1));
    assert_eq!(created.total.to_string(), "3.10", "the scale is kept");
    assert_eq!(created.reload(db).await.unwrap(), created);
    assert_eq!(Order::get(db, created.id).await.unwrap(), created);

    create(db, &[Session::TABLE, Ticket::TABLE]).await;
    let first = Session::create(db, session::New { visits: 1 }).await.unwrap();
    let second = Session::create(db, session::New { visits: 1 }).await.unwrap();
    assert!(first.id < second.id, "keys of version 7 grow");
    assert_eq!(Ticket::create(db, ticket::New {}).await.unwrap().id, 1);
    let more = Ticket::create_many(db, (0..3).map(|_| ticket::New {})).await.unwrap();
    assert_eq!(more.iter().map(|ticket| ticket.id).collect::<Vec<_>>(), [2, 3, 4]);
}

pub async fn a_patch_changes_its_columns_only(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let row = &shop.orders[0];
    let recorded = db
        .record(async || {
            let same = row.update(db, order::Patch::default()).await.unwrap();
            assert_eq!(&same, row);
            let patch = order::Patch {
                total: Some(dec!(11)),
                approved_by: Some(None),
                ..Default::default()
            };
            row.update(db, patch).await.unwrap()
        })
        .await;
    assert_eq!(recorded.statements.len(), 1, "an empty patch sends nothing");
    let sql = &recorded.statements[0].sql;
    let set = sql.split(" WHERE ").next().unwrap();
    assert!(
        set.contains("\"total\"") && set.contains("\"approved_by\"") && set.contains("\"version\""),
        "{set}"
    );
    assert!(!set.contains("\"number\"") && !set.contains("\"status\""), "{set}");
    let changed = recorded.value;
    assert_eq!((changed.total, changed.approved_by, changed.version), (dec!(11), None, 2));
    assert_eq!(changed.number, row.number);
}

pub async fn a_lost_update_is_stale(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let mine = &shop.orders[0];
    let theirs = mine.clone();
    let patch = |total| order::Patch { total: Some(total), ..Default::default() };
    theirs.update(db, patch(dec!(1))).await.unwrap();
    let error = mine.update(db, patch(dec!(2))).await.unwrap_err();
    assert!(error.is_stale(), "{error:?}");
    assert!(mine.delete(db).await.unwrap_err().is_stale());
    let fresh = mine.reload(db).await.unwrap();
    assert_eq!(fresh.total, dec!(1));
    fresh.update(db, patch(dec!(2))).await.unwrap();

    let tag = &shop.tags[0];
    OrderTag::query().delete().exec(db).await.unwrap();
    tag.delete(db).await.unwrap();
    assert!(tag.delete(db).await.unwrap_err().is_not_found(), "no version: not found");
    let rename = tag::Patch { name: Some("x".into()) };
    assert!(tag.update(db, rename).await.unwrap_err().is_not_found());
    assert!(tag.reload(db).await.unwrap_err().is_not_found());
}

pub async fn rows_are_deleted_softly(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let row = &shop.orders[0];
    row.delete(db).await.unwrap();
    assert_eq!(Order::find(db, row.id).await.unwrap(), None);
    let gone = row.reload(db).await.unwrap();
    assert!(gone.deleted_at.is_some());
    assert_eq!(gone.version, 2);
    assert_eq!(Order::query().count(db).await.unwrap(), 3);
    assert_eq!(Order::query().only_deleted().restore().exec(db).await.unwrap(), 1);
    assert_eq!(Order::query().count(db).await.unwrap(), 4);

    let open = || Order::query().filter(|o| o.status.eq(Status::Open));
    assert_eq!(open().delete().exec(db).await.unwrap(), 2);
    assert_eq!(open().delete().exec(db).await.unwrap(), 0, "deleted already");
    assert_eq!(open().delete().hard().exec(db).await.unwrap(), 2);
    assert_eq!(Order::query().with_deleted().count(db).await.unwrap(), 2);
}

pub async fn queries_update_with_expressions(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let changed = Order::query()
        .filter(|o| o.status.eq(Status::Open))
        .update(|o| (o.status.set(Status::Paid), o.total.set(o.total * 2)))
        .exec(db)
        .await
        .unwrap();
    assert_eq!(changed, 2);
    let row = shop.orders[2].reload(db).await.unwrap();
    assert_eq!((row.status, row.total, row.version), (Status::Paid, dec!(240), 2));

    // Over a join, the rows are found by their keys.
    let changed = Order::query()
        .filter(|o| o.customer().country().code.eq("DE"))
        .update(|o| (o.approved_by.set(None), o.number.set(orm::concat(o.number, "x"))))
        .returning(db)
        .await
        .unwrap();
    assert_eq!(changed.len(), 2);
    assert!(changed.iter().all(|row| row.approved_by.is_none() && row.number.ends_with('x')));
    let limited =
        Order::query().order_by(|o| o.total.desc()).limit(1).update(|o| o.total.set(dec!(1)));
    assert_eq!(limited.exec(db).await.unwrap(), 1);
    assert_eq!(Order::query().filter(|o| o.total.eq(1)).count(db).await.unwrap(), 1);

    let before = shop.products[0].changed_at;
    Product::query().update(|p| p.stock.set(p.stock + 1)).exec(db).await.unwrap();
    let product = shop.products[0].reload(db).await.unwrap();
    assert_eq!(product.stock, 8);
    assert!(product.changed_at > before);

    let nothing: Vec<orm::expr::Set<Product>> = Vec::new();
    let (rows, statements) = db
        .count_statements(async || Product::query().update(|_| nothing).exec(db).await.unwrap())
        .await;
    assert_eq!((rows, statements), (0, 0));
}

pub async fn an_overflow_leaves_the_row(t: &TestDb) {
    let db = &t.db;
    create(db, &[Anything::TABLE, Product::TABLE]).await;
    // What the types hold at most and at least, and nothing at all.
    let text = "INSERT INTO anything (truth, small, medium, large) VALUES ($1, $2, $3, $4)";
    let ends = [
        (Some(true), Some(i16::MAX), Some(i32::MAX), Some(i64::MAX)),
        (Some(false), Some(i16::MIN), Some(i32::MIN), Some(i64::MIN)),
        (None, None, None, None),
    ];
    for (truth, small, medium, large) in ends {
        let insert = orm::sql::<()>(text).bind(truth).bind(small).bind(medium).bind(large);
        assert_eq!(insert.exec(db).await.unwrap(), 1);
    }
    let row = Anything::get(db, 1).await.unwrap();
    assert_eq!((row.small, row.large), (Some(i16::MAX), Some(i64::MAX)));
    let product = product::New { sku: "pen".into(), price: dec!(1), stock: Some(i32::MAX) };
    let product = Product::create(db, product).await.unwrap();
    let is_overflow = |error: orm::Error, constraint: &str| match db.dialect() {
        Dialect::Postgres => assert_eq!(error.code(), Some("22003"), "{error:?}"),
        Dialect::Sqlite => {
            assert!(error.is_check_violation(), "{error:?}");
            assert_eq!(error.constraint(), Some(constraint));
        }
    };
    let rows = || Anything::query().filter(|a| a.id.eq(row.id));
    let error = rows().update(|a| a.small.set(a.small + 1)).exec(db).await.unwrap_err();
    is_overflow(error, "anything_small_range");
    let error = rows().update(|a| a.medium.set(a.medium * 2)).exec(db).await.unwrap_err();
    is_overflow(error, "anything_medium_range");
    let error = rows().update(|a| a.large.set(a.large + 1)).exec(db).await.unwrap_err();
    is_overflow(error, "anything_large_range");
    let error = Product::query().update(|p| p.stock.set(p.stock + 1)).exec(db).await.unwrap_err();
    is_overflow(error, "products_stock_range");
    if db.dialect() == Dialect::Sqlite {
        let text = "UPDATE anything SET truth = 2";
        let error = orm::sql::<()>(text).exec(db).await.unwrap_err();
        is_overflow(error, "anything_truth_range");
    }
    assert_eq!(row.reload(db).await.unwrap(), row);
    assert_eq!(product.reload(db).await.unwrap(), product);
}

pub async fn keys_of_every_shape(t: &TestDb) {
    let db = &t.db;
    create(db, &[Product::TABLE, Shipment::TABLE, Parcel::TABLE]).await;
    let shipment =
        Shipment::create(db, shipment::New { warehouse: 1, number: 7, weight: 0.1 }).await.unwrap();
    assert_eq!(Shipment::get(db, (1, 7)).await.unwrap(), shipment);
    let heavier = shipment.update(db, shipment::Patch { weight: Some(2.5) }).await.unwrap();
    assert_eq!(heavier.weight, 2.5);
    Product::create(db, product::New { sku: "pen".into(), price: dec!(1), stock: None })
        .await
        .unwrap();
    let parcel = parcel::New { warehouse: 1, number: 7, sku: Some("pen".into()) };
    Parcel::create(db, parcel).await.unwrap();
    let found = Parcel::query()
        .filter(|p| p.shipment().weight.gt(2.0) & p.product().price.eq(1))
        .count(db)
        .await
        .unwrap();
    assert_eq!(found, 1);
    assert_eq!(Shipment::query().filter(|s| s.parcels().count().eq(1)).count(db).await.unwrap(), 1);
    let by_query = Shipment::query().filter(|s| s.parcels().is_present()).limit(5).delete();
    assert!(by_query.exec(db).await.unwrap_err().is_foreign_key_violation());
}

pub async fn views_are_read(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    orm::sql::<()>(
        "CREATE VIEW customer_totals AS \
         SELECT customer_id, count(*) AS orders FROM orders GROUP BY customer_id",
    )
    .exec(db)
    .await
    .unwrap();
    let most =
        CustomerTotal::query().order_by(|c| c.orders.desc()).first(db).await.unwrap().unwrap();
    assert_eq!((most.customer_id, most.orders), (shop.customers[0].id, 2));
}

/// Two workers that take the first open row never take the same one.
pub async fn a_row_that_is_found_is_taken_once(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let take = || async {
        Order::query()
            .filter(|o| o.status.eq(Status::Open))
            .order_by(|o| o.id.asc())
            .limit(1)
            .update(|o| o.status.set(Status::Sent))
            .returning(db)
            .await
            .unwrap()
    };
    for _ in 0..10 {
        let reopen = Order::query().filter(|o| o.id.is_in([shop.orders[0].id, shop.orders[2].id]));
        reopen.update(|o| o.status.set(Status::Open)).exec(db).await.unwrap();
        let taken = futures_util::future::join_all((0..4).map(|_| take())).await;
        let mut taken: Vec<_> = taken.into_iter().flatten().map(|order| order.id).collect();
        let all = taken.len();
        taken.sort_unstable();
        taken.dedup();
        assert_eq!(taken.len(), all, "each row once");
    }
    let twice = Order::query().update(|o| (o.total.set(dec!(1)), o.total.set(dec!(2))));
    assert!(twice.exec(db).await.unwrap_err().is_unsupported());
}
