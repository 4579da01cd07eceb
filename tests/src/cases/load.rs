//! Eager loading: by how many statements, and by which.

use super::seed::shop;
use super::seed_league::league;
use crate::TestDb;
use crate::models::*;
use orm::{Dialect, Loaded, Query, RecordedStatement};
use std::collections::BTreeSet;

/// The rows of each statement, and how many tables of models it reads.
pub fn shape(statements: &[RecordedStatement]) -> Vec<(u64, usize)> {
    assert!(statements.iter().all(|statement| !statement.failed));
    statements.iter().map(|s| (s.rows, s.sql.matches("\" AS t").count())).collect()
}

pub async fn to_one_relations_of_any_depth_take_one_statement(t: &TestDb) {
    shop(t).await.unwrap();
    let query = OrderItem::query().select_related(|i| {
        (i.order().customer().country(), i.order().approver().manager().manager(), i.product())
    });
    type Row = Loaded![OrderItem {
        order { customer { country }, approver { manager { manager } } },
        product
    }];
    const { assert!(Query::<OrderItem, Row>::MAX_STATEMENTS == 1) };
    let recorded = t.db.record(async || query.all(&t.db).await.unwrap()).await;
    let rows: Vec<Row> = recorded.value;
    assert_eq!(shape(&recorded.statements), [(4, 8)], "{:#?}", recorded.statements);
    let sql = &recorded.statements[0].sql;
    assert_eq!(sql.matches("LEFT JOIN").count(), 4, "what may be absent loses no row: {sql}");
    assert_eq!(rows[0].order().customer().country().unwrap().name, "Germany");
    assert_eq!(rows[0].order().approver().unwrap().name, "Eve");
}

pub async fn each_level_takes_a_statement(t: &TestDb) {
    shop(t).await.unwrap();
    let query = Country::query().prefetch_related(|c| {
        c.customers().with(|c| c.orders().with(|o| (o.items().with(|i| i.product()), o.approver())))
    });
    type Row = Loaded![Country { customers { orders { items { product }, approver } } }];
    const { assert!(Query::<Country, Row>::MAX_STATEMENTS == 4) };
    let recorded = t.db.record(async || query.all(&t.db).await.unwrap()).await;
    // Two countries, Ada and Bob, their three orders, all four items.
    let expected = [(2, 1), (2, 1), (3, 2), (4, 2)];
    assert_eq!(shape(&recorded.statements), expected, "{:#?}", recorded.statements);
    let rows: Vec<Row> = recorded.value;
    let orders = rows[0].customers()[0].orders();
    let skus: BTreeSet<_> =
        orders.iter().flat_map(|o| o.items()).map(|i| i.product().sku.as_str()).collect();
    assert_eq!(Vec::from_iter(skus), ["book", "lamp", "pen"]);
}

pub async fn siblings_take_a_statement_each(t: &TestDb) {
    shop(t).await.unwrap();
    let query = Order::query().select_related(|o| o.customer()).prefetch_related(|o| {
        (o.items(), o.tags(), o.approver(), o.customer().profile(), o.customer().orders())
    });
    type Row = Loaded![Order { customer { orders }, items, tags }];
    const { assert!(Query::<Order, Row>::MAX_STATEMENTS == 4) };
    let recorded = t.db.record(async || query.all(&t.db).await.unwrap()).await;
    let mut shape = shape(&recorded.statements);
    assert_eq!(shape.remove(0), (4, 2), "{:#?}", recorded.statements);
    shape.sort();
    // The profile, the approver who is still there, three tags over a table between, four items and
    // the orders of three customers.
    assert_eq!(shape, [(1, 1), (1, 1), (3, 2), (4, 1), (4, 1)]);
}

pub async fn nothing_is_sent_for_no_parents(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let whole = |query: Query<Order>| {
        query.prefetch_related(|o| {
            (o.items().with(|i| i.order().tags()), o.approver().reports(), o.tags())
        })
    };
    let sent = async |query: Query<Order>| {
        db.count_statements(async || whole(query).all(db).await.unwrap()).await.1
    };
    assert_eq!(sent(Order::query().filter(|o| o.number.eq("none"))).await, 1, "no rows");
    // C-1 has no approver, no items and no tags: below the items there is nothing to ask for.
    assert_eq!(sent(Order::query().filter(|o| o.number.eq("C-1"))).await, 3, "no rows below");
    assert_eq!(sent(Order::query()).await, 5);

    let keyless = Customer::query()
        .filter(|c| c.id.eq(shop.customers[2].id))
        .prefetch_related(|c| c.country().prefetch_related(|c| c.customers()));
    let (rows, sent) = db.count_statements(async || keyless.all(db).await.unwrap()).await;
    assert_eq!(sent, 1, "a key that is NULL leads nowhere");
    assert_eq!(rows[0].country(), None);
}

/// SQLite joins the keys as a table: one that is there twice would give its rows twice. What PostgreSQL
/// is sent, `tests/pipeline.rs` sees.
pub async fn keys_are_sent_once(t: &TestDb) {
    shop(t).await.unwrap();
    league(t).await.unwrap();
    let db = &t.db;
    let fetched = OrderItem::query().prefetch_related(|i| (i.order(), i.product()));
    let recorded = db.record(async || fetched.all(db).await.unwrap()).await;
    let mut shape_of_items = shape(&recorded.statements);
    shape_of_items.sort();
    assert_eq!(shape_of_items, [(3, 1), (3, 1), (4, 1)], "three orders and products, four items");

    let by_text = Fan::query().prefetch_related(|f| f.team());
    let recorded = db.record(async || by_text.all(db).await.unwrap()).await;
    assert_eq!(shape(&recorded.statements), [(3, 1), (1, 1)]);

    let teammates = Player::query().prefetch_related(|p| p.team().players());
    let recorded = db.record(async || teammates.all(db).await.unwrap()).await;
    assert_eq!(shape(&recorded.statements), [(4, 2), (4, 1)], "two teams of two, for four players");
    assert!(recorded.value.iter().all(|player| player.team().players().len() == 2));
}

pub async fn texts_do_not_vary_with_the_number_of_keys(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let ada = shop.customers[0].id;
    let more = (0..1000).map(|n| order::New {
        approved_by: Some(shop.employees[n % 2].id),
        ..super::seed::order(ada, &format!("D-{n:04}"), Status::Open, 1.into())
    });
    Order::insert_many(more).exec(db).await.unwrap();
    let mut texts = BTreeSet::new();
    for parents in [1, 2, 1000] {
        let query = Order::query()
            .order_by(|o| o.number.desc())
            .limit(parents)
            .select_related(|o| o.customer())
            .prefetch_related(|o| {
                (o.items().limit(3), o.tags(), o.approver(), o.customer().orders().offset(1))
            });
        let recorded = db.record(async || query.all(db).await.unwrap()).await;
        assert_eq!(recorded.value.len() as u64, parents);
        assert_eq!(recorded.statements.len(), 5);
        texts.extend(recorded.statements.into_iter().map(|statement| statement.sql));
    }
    // On PostgreSQL, two of the relations have another text for one key.
    let (lists, all): (&[&str], usize) = match db.dialect() {
        Dialect::Postgres => (&["unnest($1)", "= ANY($1)"], 7),
        Dialect::Sqlite => (&["json_each(?)"], 5),
    };
    assert_eq!(texts.len(), all, "{texts:#?}");
    let by_list = texts.iter().filter(|sql| lists.iter().any(|list| sql.contains(list)));
    assert_eq!(by_list.count(), 4, "{texts:#?}");
}

/// What only counts, or only tells, leaves out what would be loaded.
pub async fn counts_load_nothing(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    let query =
        || Order::query().select_related(|o| o.customer()).prefetch_related(|o| o.items().limit(1));
    let recorded = db
        .record(async || {
            assert_eq!(query().count(db).await.unwrap(), 4);
            assert!(query().exists(db).await.unwrap());
        })
        .await;
    assert_eq!(recorded.statements.len(), 2);
    for statement in &recorded.statements {
        assert!(!statement.sql.contains("order_items"), "{}", statement.sql);
    }
    let text = query().to_sql(db).unwrap();
    assert_eq!(text.matches("JOIN").count(), 1, "{text}");
    assert!(!query().explain(db).await.unwrap().is_empty());
}
