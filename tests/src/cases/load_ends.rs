//! Loads at each end of a query, and in transactions.

use super::seed::{order, shop};
use crate::TestDb;
use crate::models::*;
use orm::{Cursor, Dialect, Error, Isolation, Loaded, Query, TxOptions};

type Row = Loaded![Order { customer { country }, items { product } }];

fn orders() -> Query<Order, Row> {
    Order::query()
        .select_related(|o| o.customer().country())
        .prefetch_related(|o| o.items().order_by(|i| i.qty.asc()).with(|i| i.product()))
}

fn line(order: &Row) -> String {
    let items: Vec<_> = order.items().iter().map(|item| item.product().sku.as_str()).collect();
    format!("{} {} {}", order.number, order.customer().name, items.join("+"))
}

pub async fn each_end_gives_loaded_rows(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    let a1 = || orders().filter(|o| o.number.eq("A-1"));
    let none = || orders().filter(|o| o.number.eq("none"));
    let by_number = || orders().order_by(|o| o.number.asc());
    let sent = db
        .count_statements(async || {
            assert_eq!(line(&a1().one(db).await.unwrap()), "A-1 Ada book+pen");
            assert_eq!(line(&a1().optional(db).await.unwrap().unwrap()), "A-1 Ada book+pen");
            let first = by_number().offset(2).first(db).await.unwrap().unwrap();
            assert_eq!(line(&first), "B-1 Bob book");
            assert_eq!(line(&by_number().limit(1).all(db).await.unwrap()[0]), "A-1 Ada book+pen");
        })
        .await
        .1;
    assert_eq!(sent, 8);
    let sent = db
        .count_statements(async || {
            assert!(none().one(db).await.unwrap_err().is_not_found());
            assert!(none().optional(db).await.unwrap().is_none());
            assert!(none().first(db).await.unwrap().is_none());
            assert!(none().all(db).await.unwrap().is_empty());
            assert!(none().page(db, 3, None).await.unwrap().rows.is_empty());
            assert!(none().stream(db).next().await.unwrap().is_none());
        })
        .await
        .1;
    assert_eq!(sent, 6);
    assert!(orders().one(db).await.unwrap_err().is_too_many_rows());
    assert!(orders().optional(db).await.unwrap_err().is_too_many_rows());
}

pub async fn pages_have_their_relations(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    let query = || orders().order_by(|o| (o.customer().country().name.desc(), o.total.asc()));
    let expected: Vec<_> =
        query().order_by(|o| o.id.asc()).all(db).await.unwrap().iter().map(line).collect();
    assert_eq!(expected, ["C-1 Cleo ", "A-1 Ada book+pen", "A-2 Ada lamp", "B-1 Bob book"]);
    for size in [1, 3, 4, 9] {
        let (mut lines, mut cursor) = (Vec::new(), None::<Cursor>);
        loop {
            let recorded =
                db.record(async || query().page(db, size, cursor.as_ref()).await.unwrap()).await;
            let page = recorded.value;
            assert!(recorded.statements.len() <= Query::<Order, Row>::MAX_STATEMENTS);
            assert!(page.rows.len() <= size as usize);
            lines.extend(page.rows.iter().map(line));
            // One row more is read, to know that there is one; nothing is fetched for it.
            assert!(recorded.statements[0].rows <= u64::from(size) + 1);
            let Some(next) = page.next else { break };
            cursor = Some(next);
        }
        assert_eq!(lines, expected, "pages of {size}");
    }
}

/// Orders, each with an item, of which every third has a second one.
async fn many(t: &TestDb, orders: usize) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    Order::query().delete().hard().exec(db).await.unwrap();
    let ada = shop.customers[0].id;
    let rows =
        (0..orders).map(|n| order(ada, &format!("{n:05}"), Status::Open, (n as i64 % 7).into()));
    let made = Order::create_many(db, rows).await.unwrap();
    let [pen, book] = [0, 1].map(|at| shop.products[at].id);
    let items = made.iter().enumerate().flat_map(|(n, order)| {
        let item = |product_id, qty| order_item::New { order_id: order.id, product_id, qty };
        [Some(item(pen, 1 + n as i32 % 9)), (n % 3 == 0).then(|| item(book, 10))]
    });
    OrderItem::insert_many(items.flatten().collect::<Vec<_>>()).exec(db).await.unwrap();
}

pub async fn streams_go_by_batches(t: &TestDb) {
    const ROWS: usize = 2_345;
    many(t, ROWS).await;
    let db = &t.db;
    let query = || orders().order_by(|o| o.total.desc());
    let mut numbers: Vec<_> = (0..ROWS).collect();
    numbers.sort_by_key(|n| (std::cmp::Reverse(n % 7), *n));
    // A limit, an offset, and by how many statements: two for each batch of a thousand.
    let cases = [
        (None, None, 6),
        (Some(999), None, 2),
        (Some(1000), None, 2),
        (Some(1001), None, 4),
        (Some(1500), Some(700), 4),
        (Some(3), Some(2344), 2),
        (None, Some(1345), 2),
        (Some(0), None, 0),
        (Some(9), Some(9999), 1),
    ];
    for (limit, offset, statements) in cases {
        let mut asked = query();
        if let Some(limit) = limit {
            asked = asked.limit(limit);
        }
        if let Some(offset) = offset {
            asked = asked.offset(offset);
        }
        let recorded = db
            .record(async || {
                let (mut rows, mut all) = (asked.stream(db), Vec::new());
                while let Some(row) = rows.next().await.unwrap() {
                    let items: Vec<_> = row.items().iter().map(|item| item.qty).collect();
                    all.push((row.number.parse::<usize>().unwrap(), items));
                }
                all
            })
            .await;
        let case = format!("limit {limit:?}, offset {offset:?}");
        let expected = numbers.iter().skip(offset.unwrap_or(0) as usize);
        let expected: Vec<_> = expected
            .take(limit.map_or(ROWS, |limit| limit as usize))
            .map(|n| {
                (
                    *n,
                    Vec::from_iter(
                        [1 + *n as i32 % 9].into_iter().chain((n % 3 == 0).then_some(10)),
                    ),
                )
            })
            .collect();
        assert_eq!(recorded.value.len(), expected.len(), "{case}");
        assert!(recorded.value == expected, "{case}: the same rows in the same order");
        assert_eq!(recorded.statements.len(), statements, "{case}");
    }
    // Joins alone: one statement, row by row.
    let joined = Order::query().select_related(|o| o.customer().country());
    let (rows, sent) = db
        .count_statements(async || {
            let (mut rows, mut count) = (joined.stream(db), 0);
            while let Some(row) = rows.next().await.unwrap() {
                assert_eq!(row.customer().country().unwrap().code, "DE");
                count += 1;
            }
            count
        })
        .await;
    assert_eq!((rows, sent), (ROWS, 1));
}

/// A stream that is dropped early, and one beside which the pool has one connection only.
pub async fn streams_hold_no_connection_between_batches(t: &TestDb) {
    many(t, 1_100).await;
    let db = orm::Db::builder(&t.url).max_connections(1).connect().await.unwrap();
    let mut rows = orders().stream(&db);
    for _ in 0..1_050 {
        rows.next().await.unwrap().unwrap();
    }
    assert_eq!(Order::query().count(&db).await.unwrap(), 1_100);
    drop(rows);
    for _ in 0..5 {
        orders().stream(&db).next().await.unwrap().unwrap();
    }
    assert_eq!(Order::query().count(&db).await.unwrap(), 1_100);
}

pub async fn transactions_load_what_they_wrote(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let (ada, pen) = (shop.customers[0].id, shop.products[0].id);
    let tx = db.begin().await.unwrap();
    let made = Order::create(&tx, order(ada, "T-1", Status::Open, 5.into())).await.unwrap();
    let item = order_item::New { order_id: made.id, product_id: pen, qty: 1 };
    OrderItem::create(&tx, item).await.unwrap();
    let mine = || orders().filter(|o| o.number.eq("T-1"));
    assert_eq!(line(&mine().one(&tx).await.unwrap()), "T-1 Ada pen");
    assert!(mine().optional(db).await.unwrap().is_none(), "nobody else sees it");
    let inner = tx.begin().await.unwrap();
    assert_eq!(line(&mine().one(&inner).await.unwrap()), "T-1 Ada pen");
    let page = mine().page(&inner, 2, None).await.unwrap();
    assert_eq!(line(&page.rows[0]), "T-1 Ada pen");
    inner.commit().await.unwrap();
    let mut rows = mine().stream(&tx);
    assert_eq!(line(&rows.next().await.unwrap().unwrap()), "T-1 Ada pen");
    drop(rows);
    let bare = vec![made];
    let loaded = orm::load_related(&tx, bare, |o| o.items().with(|i| i.product())).await.unwrap();
    assert_eq!(loaded[0].items()[0].product().sku, "pen");
    tx.rollback().await.unwrap();

    // A reading transaction sees one state in all of a load's statements.
    let options = TxOptions::new().isolation(Isolation::RepeatableRead);
    db.read_transaction(options, async |tx| {
        let before = orders().order_by(|o| o.number.asc()).all(tx).await?;
        OrderItem::query().delete().exec(db).await?;
        assert_eq!(orders().order_by(|o| o.number.asc()).all(tx).await?, before);
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
    assert!(orders().all(db).await.unwrap().iter().all(|order| order.items().is_empty()));
}

pub async fn rows_are_locked_with_their_relations(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    let recorded = db
        .record(async || {
            db.transaction(async |tx| {
                let open = orders().filter(|o| o.number.eq("A-1")).for_update().one(tx).await?;
                assert_eq!(line(&open), "A-1 Ada book+pen");
                let free = orders().for_update().skip_locked().all(tx).await?;
                assert_eq!(free.len(), 4);
                Order::query().update(|o| o.total.set(o.total + 1)).exec(tx).await
            })
            .await
            .unwrap()
        })
        .await;
    assert_eq!(recorded.value, 4);
    let locking = recorded.statements.iter().filter(|s| s.sql.contains("FOR UPDATE"));
    match db.dialect() {
        // The rows of the query alone: those that are joined may be absent, and cannot be locked.
        Dialect::Postgres => {
            let texts: Vec<_> = locking.map(|statement| &statement.sql).collect();
            assert_eq!(texts.len(), 2);
            assert!(texts.iter().all(|sql| sql.contains("FOR UPDATE OF t0")), "{texts:?}");
        }
        Dialect::Sqlite => assert_eq!(locking.count(), 0),
    }
}
