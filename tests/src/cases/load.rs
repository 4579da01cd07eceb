//! Eager loading: what comes, and by how many statements.

use super::seed::shop;
use crate::TestDb;
use crate::models::*;

pub async fn to_one_relations_are_joined(t: &TestDb) {
    shop(t).await.unwrap();
    let query = Order::query()
        .select_related(|o| (o.customer().country(), o.approver()))
        .order_by(|o| o.number.asc());
    let (orders, sent) = t.db.count_statements(async || query.all(&t.db).await.unwrap()).await;
    assert_eq!(sent, 1);
    let lines: Vec<_> = orders
        .iter()
        .map(|o| {
            let country = o.customer().country().map_or("-", |country| &country.name);
            let approver = o.approver().map_or("-", |approver| &approver.name);
            format!("{} {} {country} {approver}", o.number, o.customer().name)
        })
        .collect();
    // Gus has left: an optional relation reads a deleted row as absent.
    assert_eq!(
        lines,
        ["A-1 Ada Germany Eve", "A-2 Ada Germany -", "B-1 Bob France -", "C-1 Cleo - -"]
    );
}

pub async fn to_many_relations_take_a_statement_each(t: &TestDb) {
    shop(t).await.unwrap();
    let query = Order::query()
        .select_related(|o| o.customer().country())
        .prefetch_related(|o| {
            (o.items().order_by(|i| i.qty.desc()).with(|i| i.product()), o.tags())
        })
        .order_by(|o| o.number.asc());
    let recorded = t.db.record(async || query.all(&t.db).await.unwrap()).await;
    assert_eq!(recorded.statements.len(), 3, "{:#?}", recorded.statements);
    for o in &recorded.value {
        println!("{} {}", o.number, o.customer().name);
        for i in o.items() {
            println!("  {} {}", i.qty, i.product().sku);
        }
        for tag in o.tags() {
            println!("  #{}", tag.name);
        }
    }
    let limited = Order::query()
        .prefetch_related(|o| {
            o.items()
                .filter(|i| i.qty.gt(0))
                .order_by(|i| i.qty.desc())
                .limit(1)
                .with(|i| i.product())
        })
        .order_by(|o| o.number.asc());
    let recorded = t.db.record(async || limited.all(&t.db).await.unwrap()).await;
    for s in &recorded.statements {
        println!("{}", s.sql);
    }
    for o in &recorded.value {
        println!(
            "{} {:?}",
            o.number,
            o.items().iter().map(|i| (i.qty, &i.product().sku)).collect::<Vec<_>>()
        );
    }
}
