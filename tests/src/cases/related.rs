//! The related rows of one row: as a query, and written through the relation.

use super::seed::{numbers, shop};
use crate::TestDb;
use crate::models::*;
use orm::{Error, create_with};
use rust_decimal::dec;

pub async fn related_rows_are_a_query(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let [ada, _, cleo] = &shop.customers[..] else { unreachable!() };
    let (orders, sent) = db
        .count_statements(async || ada.orders().order_by(|o| o.number.asc()).all(db).await.unwrap())
        .await;
    assert_eq!((numbers(&orders).join(" ").as_str(), sent), ("A-1 A-2", 1));
    assert_eq!(ada.orders().count(db).await.unwrap(), 2);
    assert_eq!(cleo.orders().filter(|o| o.total.gt(0)).count(db).await.unwrap(), 0);
    assert!(ada.orders().exists(db).await.unwrap());
    assert_eq!(ada.orders().select(|o| o.number).all(db).await.unwrap().len(), 2);
    // Deleted softly, an order is not there.
    orders[0].delete(db).await.unwrap();
    assert_eq!(numbers(&ada.orders().all(db).await.unwrap()), ["A-2"]);
    let loaded = ada.orders().select_related(|o| o.customer().country()).all(db).await.unwrap();
    assert_eq!(loaded[0].customer().country().unwrap().name, "Germany");
    let mut stream = ada.orders().stream(db);
    assert_eq!(stream.next().await.unwrap().unwrap().number, "A-2");
    assert!(stream.next().await.unwrap().is_none());
    assert_eq!(ada.orders().page(db, 5, None).await.unwrap().rows.len(), 1);

    let rush = &shop.tags[1];
    let of_rush = rush.orders().order_by(|o| o.number.asc()).all(db).await.unwrap();
    assert_eq!(numbers(&of_rush), ["B-1"], "A-1 is deleted");
    let eve = &shop.employees[0];
    let reports = eve.reports().all(db).await.unwrap();
    assert_eq!(reports.len(), 1, "Gus has left");
    // A row that was loaded with something else: the model's own method.
    let with_country = Customer::query().select_related(|c| c.country()).first(db).await.unwrap();
    assert_eq!(Customer::orders(&with_country.unwrap()).count(db).await.unwrap(), 1);
}

pub async fn children_are_created_under_their_parent(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let bob = &shop.customers[1];
    let (order, sent) = db
        .count_statements(async || {
            bob.orders()
                .create(db, |customer_id| {
                    super::seed::order(customer_id, "B-2", Status::Open, dec!(5))
                })
                .await
                .unwrap()
        })
        .await;
    assert_eq!((order.customer_id, sent), (bob.id, 1));
    let lines = shop.products.iter().zip([1, 2, 3]);
    let (items, sent) = db
        .count_statements(async || {
            order
                .items()
                .create_many(db, lines, |order_id, (product, qty)| order_item::New {
                    order_id,
                    product_id: product.id,
                    qty,
                })
                .await
                .unwrap()
        })
        .await;
    assert_eq!((items.len(), items[2].qty, sent), (3, 3, 1));
    let (none, sent) = db
        .count_statements(async || {
            let nothing: [i32; 0] = [];
            order
                .items()
                .create_many(db, nothing, |order_id, qty| order_item::New {
                    order_id,
                    product_id: 1,
                    qty,
                })
                .await
        })
        .await;
    assert_eq!((none.unwrap().len(), sent), (0, 0));
}

pub async fn a_parent_and_its_children_are_created_together(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let new =
        |number: &str| super::seed::order(shop.customers[0].id, number, Status::Open, dec!(1));
    let item = |order_id, (product, qty): (usize, i32)| order_item::New {
        order_id,
        product_id: shop.products[product].id,
        qty,
    };
    let recorded = db
        .record(async || create_with(db, new("N-1"), |o| o.items(), [(0, 1), (1, 2)], item).await)
        .await;
    let order = recorded.value.unwrap();
    assert_eq!(recorded.statements.len(), 4, "begin, two inserts, commit");
    assert_eq!(order.items().iter().map(|i| i.qty).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(Order::items(&order).count(db).await.unwrap(), 2);
    // A child that is refused takes its parent with it.
    let refused = create_with(db, new("N-2"), |o| o.items(), [(0, 1), (1, 0)], item).await;
    assert!(refused.unwrap_err().is_check_violation());
    assert!(!Order::query().filter(|o| o.number.eq("N-2")).exists(db).await.unwrap());
    // Inside a transaction it is a part of it.
    let undone: Result<(), Error> = db
        .transaction(async |tx| {
            create_with(tx, new("N-3"), |o| o.items(), [(0, 1)], item).await?;
            Order::get(tx, -1).await.map(drop)
        })
        .await;
    assert!(undone.is_err());
    assert!(!Order::query().filter(|o| o.number.eq("N-3")).exists(db).await.unwrap());
}

async fn tags_of(t: &TestDb, order: &Order) -> String {
    let tags = order.tags().order_by(|tag| tag.name.asc()).all(&t.db).await.unwrap();
    tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>().join(" ")
}

pub async fn links_are_made_and_ended(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let order = &shop.orders[3];
    let [gift, rush] = [shop.tags[0].id, shop.tags[1].id];
    let late = Tag::create(db, tag::New { name: "late".into() }).await.unwrap().id;
    let (added, sent) =
        db.count_statements(async || order.tags().add(db, [gift, rush, gift]).await.unwrap()).await;
    assert_eq!((added, sent), (2, 1));
    assert_eq!(tags_of(t, order).await, "gift rush");
    assert_eq!(order.tags().add(db, [gift, late]).await.unwrap(), 1, "gift is there already");
    let (removed, sent) =
        db.count_statements(async || order.tags().remove(db, [gift, 9999]).await.unwrap()).await;
    assert_eq!((removed, sent), (1, 1));
    assert_eq!(tags_of(t, order).await, "late rush");
    // What stays is not touched: its weight is still there.
    OrderTag::query()
        .filter(|l| l.order_id.eq(order.id) & l.tag_id.eq(rush))
        .update(|l| l.weight.set(7))
        .exec(db)
        .await
        .unwrap();
    let recorded = db.record(async || order.tags().set(db, [gift, rush]).await.unwrap()).await;
    let expected = if t.url.starts_with("postgres") { 1 } else { 4 };
    assert_eq!(recorded.statements.len(), expected, "on SQLite with begin and commit");
    assert_eq!(tags_of(t, order).await, "gift rush");
    let weight = OrderTag::get(db, (order.id, rush)).await.unwrap().weight;
    assert_eq!(weight, 7);
    order.tags().set(db, Vec::<i64>::new()).await.unwrap();
    assert_eq!(tags_of(t, order).await, "");
    order.tags().set(db, [late]).await.unwrap();
    let (cleared, sent) = db.count_statements(async || order.tags().clear(db).await.unwrap()).await;
    assert_eq!((cleared, sent), (1, 1));
    let (nothing, sent) = db
        .count_statements(async || {
            order.tags().add(db, Vec::<i64>::new()).await.unwrap()
                + order.tags().remove(db, Vec::<i64>::new()).await.unwrap()
        })
        .await;
    assert_eq!((nothing, sent), (0, 0));
    // Other orders' links are theirs.
    assert_eq!(tags_of(t, &shop.orders[0]).await, "gift rush");
    let unknown = order.tags().add(db, [424_242]).await.unwrap_err();
    assert!(unknown.is_foreign_key_violation(), "{unknown}");
    let broken = order.tags().set(db, [late, 424_242]).await.unwrap_err();
    assert!(broken.is_foreign_key_violation(), "{broken}");
    assert_eq!(tags_of(t, order).await, "", "all or nothing");
    let in_tx: Result<(), Error> = db
        .transaction(async |tx| {
            order.tags().set(tx, [late]).await?;
            order.tags().set(tx, [rush]).await
        })
        .await;
    in_tx.unwrap();
    assert_eq!(tags_of(t, order).await, "rush");
}
