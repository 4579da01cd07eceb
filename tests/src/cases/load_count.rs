//! How many related rows there are, beside a row and without another statement.

use super::seed::shop;
use crate::TestDb;
use crate::models::*;
use orm::load_related;

pub async fn numbers_come_in_the_same_statement(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let query = Order::query()
        .prefetch_related(|o| (o.items().filter(|i| i.qty.gt(1)).counted(), o.tags().counted()))
        .order_by(|o| o.number.asc());
    let (orders, sent) = db.count_statements(async || query.all(db).await.unwrap()).await;
    assert_eq!(sent, 1);
    let counts: Vec<_> = orders.iter().map(|o| (o.items(), o.tags())).collect();
    assert_eq!(counts, [(1, 2), (1, 0), (1, 1), (0, 0)]);

    // Behind joined relations, absent ones too, and below fetched ones.
    let query = Order::query()
        .select_related(|o| {
            (
                o.customer().with(|c| c.orders().counted()),
                o.approver().with(|a| a.reports().counted()),
            )
        })
        .order_by(|o| o.number.asc());
    let (orders, sent) = db.count_statements(async || query.all(db).await.unwrap()).await;
    assert_eq!(sent, 1);
    let counts: Vec<_> =
        orders.iter().map(|o| (o.customer().orders(), o.approver().map(|a| a.reports()))).collect();
    // Gus has left, so that he neither reports nor approves.
    assert_eq!(counts, [(2, Some(1)), (2, None), (1, None), (1, None)]);
    let query = Customer::query()
        .prefetch_related(|c| c.orders().order_by(|o| o.number.asc()).with(|o| o.items().counted()))
        .order_by(|c| c.name.asc());
    let (customers, sent) = db.count_statements(async || query.all(db).await.unwrap()).await;
    assert_eq!(sent, 2);
    let counts: Vec<Vec<i64>> =
        customers.iter().map(|c| c.orders().iter().map(|o| o.items()).collect()).collect();
    assert_eq!(counts, [vec![2, 1], vec![1], vec![0]]);

    // Rows that are there already are no place to count in; a statement of a relation is.
    let refused = load_related(db, shop.orders.clone(), |o| o.items().counted()).await.unwrap_err();
    assert!(refused.is_unsupported() && refused.to_string().contains("`items`"), "{refused}");
    let customers = load_related(db, shop.customers.clone(), |c| {
        c.orders().order_by(|o| o.number.asc()).with(|o| o.tags().counted())
    });
    let (customers, sent) = db.count_statements(async || customers.await.unwrap()).await;
    assert_eq!((customers[0].orders()[0].tags(), sent), (2, 1));
}
