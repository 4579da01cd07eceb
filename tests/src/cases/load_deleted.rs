//! Rows that are deleted softly, and relations that lead to them.

use super::seed::shop;
use super::seed_league::league;
use crate::TestDb;
use crate::models::*;

pub async fn a_required_row_is_always_there(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    shop.orders[0].delete(db).await.unwrap();
    let items = || OrderItem::query().order_by(|i| i.id.asc());
    let joined = items().select_related(|i| i.order().customer()).all(db).await.unwrap();
    let fetched = items().prefetch_related(|i| i.order().with(|o| o.customer())).all(db).await;
    assert_eq!(fetched.unwrap(), joined, "joined or fetched");
    assert_eq!(joined.len(), 4, "a join loses no row");
    assert_eq!(joined[0].order().number, "A-1");
    assert!(joined[0].order().deleted_at.is_some());
    assert_eq!(joined[0].order().customer().name, "Ada");
    let onto = items().all(db).await.unwrap();
    let onto = orm::load_related(db, onto, |i| i.order().customer()).await.unwrap();
    assert_eq!(onto, joined, "loaded onto the rows");
}

pub async fn an_optional_row_is_absent(t: &TestDb) {
    shop(t).await.unwrap();
    league(t).await.unwrap();
    let db = &t.db;
    let a2 = || Order::query().filter(|o| o.number.eq("A-2"));
    let shown = a2().with_deleted().select_related(|o| o.approver()).one(db).await.unwrap();
    assert_eq!(shown.approver().unwrap().name, "Gus", "the query shows deleted rows");
    let fetched = a2().with_deleted().prefetch_related(|o| o.approver()).one(db).await.unwrap();
    assert_eq!(fetched, shown);
    assert!(a2().select_related(|o| o.approver()).one(db).await.unwrap().approver().is_none());
    assert!(a2().prefetch_related(|o| o.approver()).one(db).await.unwrap().approver().is_none());
    // Below a row that is absent, all are.
    let below = a2().prefetch_related(|o| o.approver().reports()).one(db).await.unwrap();
    assert!(below.approver().is_none());

    let players = || Player::query().order_by(|p| p.id.asc());
    let joined = players().select_related(|p| p.contract()).all(db).await.unwrap();
    let fetched = players().prefetch_related(|p| p.contract()).all(db).await.unwrap();
    assert_eq!(joined, fetched);
    assert!(joined[1].contract().is_none(), "it has ended");
}

pub async fn deleted_children_are_left_out(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    shop.orders[1].delete(db).await.unwrap();
    let ada = || Customer::query().filter(|c| c.name.eq("Ada"));
    let numbers = |orders: &[Order]| {
        orders.iter().map(|order| order.number.clone()).collect::<Vec<_>>().join(" ")
    };
    let rows = ada().prefetch_related(|c| c.orders()).one(db).await.unwrap();
    assert_eq!(numbers(rows.orders()), "A-1");
    let rows = ada().prefetch_related(|c| c.orders().with_deleted().order_by(|o| o.number.asc()));
    assert_eq!(numbers(rows.one(db).await.unwrap().orders()), "A-1 A-2");
    let rows = ada().prefetch_related(|c| c.orders().order_by(|o| o.number.asc()).with_deleted());
    assert_eq!(numbers(rows.one(db).await.unwrap().orders()), "A-1 A-2");
    let latest = ada().prefetch_related(|c| c.orders().order_by(|o| o.number.desc()).limit(1));
    assert_eq!(numbers(latest.one(db).await.unwrap().orders()), "A-1", "before the limit");
    let latest = ada()
        .prefetch_related(|c| c.orders().with_deleted().order_by(|o| o.number.desc()).limit(1));
    assert_eq!(numbers(latest.one(db).await.unwrap().orders()), "A-2");

    // Tags of a deleted order stay; the order is none of a tag's.
    shop.orders[0].delete(db).await.unwrap();
    let rush = || Tag::query().filter(|t| t.name.eq("rush"));
    let rows = rush().prefetch_related(|t| t.orders()).one(db).await.unwrap();
    assert_eq!(numbers(rows.orders()), "B-1");
    let rows = rush().prefetch_related(|t| t.orders().with_deleted().order_by(|o| o.number.asc()));
    assert_eq!(numbers(rows.one(db).await.unwrap().orders()), "A-1 B-1");

    let gone = Order::query().only_deleted().order_by(|o| o.number.asc());
    let gone = gone.prefetch_related(|o| (o.tags(), o.items())).all(db).await.unwrap();
    let counts: Vec<_> = gone.iter().map(|o| (o.tags().len(), o.items().len())).collect();
    assert_eq!(counts, [(2, 2), (0, 1)], "the parents' own state does not count");
}

pub async fn deleted_rows_between_are_left_out(t: &TestDb) {
    league(t).await.unwrap();
    let db = &t.db;
    let day_2 = || Game::query().filter(|g| g.day.eq(2));
    type Played = orm::Loaded![Game { players }];
    let minutes = async |query: orm::Query<Game, Played>| {
        let mut names: Vec<_> =
            query.one(db).await.unwrap().players().iter().map(|p| p.name.clone()).collect();
        names.sort();
        names.join(" ")
    };
    assert_eq!(minutes(day_2().prefetch_related(|g| g.players())).await, "Ann Dee");
    assert_eq!(
        minutes(day_2().prefetch_related(|g| g.players().with_deleted())).await,
        "Ann Cid Dee"
    );
    let limited =
        day_2().prefetch_related(|g| g.players().order_by_through(|a| a.minutes.asc()).limit(1));
    assert_eq!(limited.one(db).await.unwrap().players()[0].name, "Dee");
    let all = day_2().prefetch_related(|g| {
        g.players().with_deleted().order_by_through(|a| a.minutes.asc()).limit(1).with_through()
    });
    let all = all.one(db).await.unwrap();
    assert_eq!(all.players()[0].name, "Cid");
    assert!(all.players()[0].through().struck_at.is_some());
}
