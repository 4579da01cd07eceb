//! `load_related`: relations of rows that were fetched before.

use super::seed::shop;
use crate::TestDb;
use crate::models::*;
use orm::{Db, Loaded, load_related};
use std::time::Duration;

async fn orders(db: &Db) -> Vec<Order> {
    Order::query().order_by(|o| o.number.asc()).all(db).await.unwrap()
}

pub async fn lists_of_every_kind(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    let rows = orders(db).await;
    let expected = Order::query()
        .order_by(|o| o.number.asc())
        .prefetch_related(|o| o.items().order_by(|i| i.id.asc()).with(|i| i.product()))
        .select_related(|o| o.customer().country())
        .all(db)
        .await
        .unwrap();
    macro_rules! load {
        ($rows:expr) => {
            load_related(db, $rows, |o| {
                let items = o.items().order_by(|i| i.id.asc());
                (items.with(|i| i.product()), o.customer().country())
            })
            .await
            .unwrap()
        };
    }
    let (loaded, sent) = db.count_statements(async || load!(rows.clone())).await;
    assert_eq!(loaded, expected);
    assert_eq!(sent, 2, "the customer with its country, and the items");
    assert_eq!(load!(&rows), expected);
    assert_eq!(load!(&rows[1..3]), expected[1..3]);
    let array: [Order; 4] = rows.clone().try_into().unwrap();
    assert_eq!(load!(array), expected);
    assert_eq!(load!([rows[3].clone()]), expected[3..]);
    // The same row twice, and in an order of its own.
    let twice = vec![rows[2].clone(), rows[0].clone(), rows[2].clone()];
    let twice = load!(twice);
    assert_eq!((&twice[0], &twice[1], &twice[2]), (&expected[2], &expected[0], &expected[2]));
}

pub async fn rows_keep_what_they_have(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    let rows = Order::query()
        .order_by(|o| o.number.asc())
        .select_related(|o| o.customer())
        .prefetch_related(|o| o.items().order_by(|i| i.qty.desc()))
        .all(db)
        .await
        .unwrap();
    // What is there is not read again, though it is another by now.
    OrderItem::query().filter(|i| i.qty.eq(5)).update(|i| i.qty.set(50)).exec(db).await.unwrap();
    Customer::query().update(|c| c.name.set("changed")).exec(db).await.unwrap();
    let (rows, sent) = db
        .count_statements(async || {
            load_related(db, rows, |o| {
                (
                    o.items().with(|i| i.product()),
                    o.customer().country(),
                    o.customer().profile(),
                    o.tags(),
                )
            })
            .await
            .unwrap()
        })
        .await;
    type Row = Loaded![Order { customer { country, profile }, items { product }, tags }];
    let rows: Vec<Row> = rows;
    assert_eq!(sent, 4, "products, countries, profiles, tags");
    let first = &rows[0];
    assert_eq!((first.items()[0].qty, first.items()[0].product().sku.as_str()), (5, "pen"));
    assert_eq!((first.items()[1].qty, first.items()[1].product().sku.as_str()), (1, "book"));
    assert_eq!(first.customer().name, "Ada");
    assert_eq!(first.customer().country().unwrap().name, "Germany");
    assert_eq!(first.customer().profile().unwrap().motto, "onward");
    assert_eq!(first.tags().len(), 2);

    // All there: nothing to send.
    let (again, sent) = db
        .count_statements(async || {
            load_related(db, rows, |o| (o.items().with(|i| i.product()), o.customer()))
                .await
                .unwrap()
        })
        .await;
    assert_eq!((again.len(), sent), (4, 0));
}

pub async fn values_and_parts_grow_too(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    let rows = Order::query()
        .order_by(|o| o.number.asc())
        .prefetch_related(|o| {
            let best = o.items().order_by(|i| i.qty.desc()).limit(1);
            (best, o.tags().with_through().order_by_through(|l| l.tag_id.asc()))
        })
        .all(db)
        .await
        .unwrap();
    let rows = load_related(db, rows, |o| (o.customer(), o.approver().reports())).await.unwrap();
    assert_eq!(rows[0].items().len(), 1);
    assert_eq!(rows[0].tags()[1].through().weight, 1);
    assert_eq!(rows[0].approver().unwrap().reports()[0].name, "Finn");
    assert_eq!(rows[3].customer().name, "Cleo");
    let values = Order::query()
        .order_by(|o| o.number.asc())
        .prefetch_related(|o| o.items().order_by(|i| i.qty.asc()).select(|i| i.qty))
        .all(db)
        .await
        .unwrap();
    let values = load_related(db, values, |o| o.tags().limit(1)).await.unwrap();
    assert_eq!((values[0].items(), values[0].tags().len()), ([1, 5].as_slice(), 1));
}

pub async fn nothing_takes_no_connection(t: &TestDb) {
    shop(t).await.unwrap();
    let builder = Db::builder(&t.url).max_connections(1);
    let db = builder.acquire_timeout(Duration::from_millis(50)).connect().await.unwrap();
    let rows = orders(&db).await;
    let held = db.begin_read(orm::TxOptions::new()).await.unwrap();
    Order::query().count(&held).await.unwrap();
    let nothing: Vec<Order> = Vec::new();
    let none = load_related(&db, nothing, |o| (o.items(), o.customer())).await.unwrap();
    assert!(none.is_empty());
    let full = load_related(&db, &rows, |o| o.items()).await.unwrap_err();
    assert!(full.is_pool_exhausted(), "{full:?}");
    held.commit().await.unwrap();
    assert_eq!(load_related(&db, rows, |o| o.items()).await.unwrap().len(), 4);
}
