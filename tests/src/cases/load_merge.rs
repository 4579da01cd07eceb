//! Loads that are given twice, in any order, at any depth: they merge.

use super::load::shape;
use super::seed::shop;
use crate::TestDb;
use crate::models::*;
use orm::{Loaded, Query};

type Deep =
    Loaded![Order { customer { country, profile }, approver { manager }, items { product } }];

/// The statements of a query, and that it gives the expected rows.
async fn texts(t: &TestDb, query: Query<Order, Deep>, expected: &[Deep]) -> Vec<String> {
    let query = query.order_by(|o| o.number.asc());
    let recorded = t.db.record(async || query.all(&t.db).await.unwrap()).await;
    assert_eq!(recorded.value, expected);
    recorded.statements.iter().map(|statement| statement.sql.to_string()).collect()
}

pub async fn order_and_depth_do_not_matter(t: &TestDb) {
    shop(t).await.unwrap();
    let q = Order::query;
    let first = q()
        .select_related(|o| {
            (o.customer().country(), o.customer().profile(), o.approver().manager())
        })
        .prefetch_related(|o| o.items().with(|i| i.product()));
    let recorded =
        t.db.record(async || first.clone().order_by(|o| o.number.asc()).all(&t.db).await.unwrap())
            .await;
    let (rows, expected) = (recorded.value, recorded.statements);
    assert_eq!(expected.len(), 2);
    assert_eq!(expected[0].sql.matches("JOIN").count(), 5, "{}", expected[0].sql);
    let expected: Vec<_> = expected.iter().map(|statement| statement.sql.to_string()).collect();
    let others: [Query<Order, Deep>; 4] = [
        // In parts, in another order, and twice.
        q().prefetch_related(|o| o.items())
            .select_related(|o| o.approver())
            .select_related(|o| o.customer().profile())
            .select_related(|o| (o.approver().manager(), o.customer(), o.customer().country()))
            .prefetch_related(|o| (o.items().with(|i| i.product()), o.items()))
            .select_related(|o| o.customer()),
        // Several below one parent.
        q().select_related(|o| {
            (
                o.customer().with(|c| c.country()).with(|c| c.profile()),
                o.approver().with(|e| e.manager()),
            )
        })
        .prefetch_related(|o| o.items().with(|i| i.product()).with(|i| i.product())),
        q().select_related(|o| o.customer().with(|c| (c.profile(), c.country())))
            .prefetch_related(|o| o.items().with(|i| (i.product(), i.product())))
            .select_related(|o| (o.approver().manager(), o.approver())),
        // What is on the way to a fetched relation is joined, and it is no second one.
        q().prefetch_related(|o| o.items().with(|i| i.product()))
            .select_related(|o| (o.approver().manager(), o.customer().with(|c| c.profile())))
            .prefetch_related(|o| o.customer().with(|c| c.country()))
            .select_related(|o| o.customer().country()),
    ];
    for (number, other) in others.into_iter().enumerate() {
        assert_eq!(texts(t, other, &rows).await, expected, "query {number}");
    }
}

pub async fn a_join_takes_the_place_of_a_statement(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    type Placed = Loaded![Order { customer { country } }];
    let both: [Query<Order, Placed>; 2] = [
        Order::query().select_related(|o| o.customer()).prefetch_related(|o| {
            o.customer().prefetch_related(|c| c.country()).with(|c| c.country())
        }),
        Order::query()
            .prefetch_related(|o| o.customer())
            .prefetch_related(|o| o.customer().country())
            .select_related(|o| o.customer().country()),
    ];
    for query in both {
        const { assert!(Query::<Order, Loaded![Order { customer { country } }]>::MAX_STATEMENTS == 1) };
        let recorded = db.record(async || query.all(db).await.unwrap()).await;
        assert_eq!(recorded.statements.len(), 1, "{:#?}", recorded.statements);
        let sql = &recorded.statements[0].sql;
        assert_eq!(sql.matches("JOIN").count(), 2, "{sql}");
        assert!(recorded.value.iter().any(|order| order.customer().country().is_some()));
    }
    // Fetched twice is fetched once, with all that is below.
    let twice = Order::query()
        .prefetch_related(|o| (o.approver(), o.approver().prefetch_related(|e| e.manager())))
        .prefetch_related(|o| o.approver().with(|e| e.reports()));
    let recorded = db.record(async || twice.all(db).await.unwrap()).await;
    let mut tables: Vec<_> = recorded.statements.iter().map(|statement| statement.rows).collect();
    tables.sort();
    assert_eq!(tables, [1, 1, 4], "Eve has no manager: {:#?}", recorded.statements);
}

pub async fn filters_and_orders_share_the_join(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    let query = Order::query()
        .filter(|o| o.customer().country().name.eq("Germany") | o.customer().name.eq("Cleo"))
        .order_by(|o| (o.customer().country().name.asc(), o.approver().name.asc()))
        .select_related(|o| (o.customer().country(), o.approver()))
        .prefetch_related(|o| {
            let items = o.items().filter(|i| i.product().price.gt(1) & i.product().sku.ne("x"));
            items.order_by(|i| i.product().sku.desc()).with(|i| i.product())
        });
    let recorded = db.record(async || query.all(db).await.unwrap()).await;
    assert_eq!(shape(&recorded.statements), [(3, 4), (3, 2)], "{:#?}", recorded.statements);
    let numbers: Vec<_> = recorded.value.iter().map(|order| order.number.as_str()).collect();
    assert_eq!(numbers, ["A-1", "A-2", "C-1"]);
    let skus: Vec<_> =
        recorded.value[0].items().iter().map(|item| item.product().sku.as_str()).collect();
    assert_eq!(skus, ["pen", "book"]);
}

/// The order of children may be given in parts; what comes first counts first.
pub async fn orders_of_children_are_joined(t: &TestDb) {
    shop(t).await.unwrap();
    let query = Customer::query()
        .filter(|c| c.name.eq("Ada"))
        .prefetch_related(|c| c.orders().order_by(|o| o.tenant_id.asc()))
        .prefetch_related(|c| c.orders().order_by(|o| o.number.desc()));
    let recorded = t.db.record(async || query.one(&t.db).await.unwrap()).await;
    assert_eq!(recorded.statements.len(), 2);
    let numbers: Vec<_> = recorded.value.orders().iter().map(|o| o.number.as_str()).collect();
    assert_eq!(numbers, ["A-2", "A-1"]);
}
