//! To-many relations that are loaded: whose children, in which order, how many of them.

use super::seed::shop;
use super::seed_league::league;
use crate::TestDb;
use crate::models::*;
use orm::Dialect;

pub async fn each_parent_has_its_children(t: &TestDb) {
    shop(t).await.unwrap();
    let orders = Order::query()
        .order_by(|o| o.number.asc())
        .prefetch_related(|o| {
            (o.items().order_by(|i| i.qty.asc()), o.tags().order_by(|t| t.name.asc()))
        })
        .all(&t.db)
        .await
        .unwrap();
    let lines: Vec<_> = orders
        .iter()
        .map(|o| {
            let qtys: Vec<_> = o.items().iter().map(|item| item.qty).collect();
            let tags: Vec<_> = o.tags().iter().map(|tag| tag.name.as_str()).collect();
            (o.number.as_str(), qtys, tags)
        })
        .collect();
    let expected = [
        ("A-1", vec![1, 5], vec!["gift", "rush"]),
        ("A-2", vec![2], vec![]),
        ("B-1", vec![4], vec!["rush"]),
        ("C-1", vec![], vec![]),
    ];
    assert_eq!(lines, expected);
}

/// Four more items in each of three orders, of which some have the same quantity.
async fn with_items(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    for (number, order) in shop.orders.iter().take(3).enumerate() {
        let items = (0..4).map(|n| product::New {
            sku: format!("s{number}{n}"),
            price: (n % 2).into(),
            stock: Some((7 * n + number as i32) % 5),
        });
        let products = Product::create_many(db, items).await.unwrap();
        let items = products.iter().zip([3, 1, 3, 2]).map(|(product, qty)| order_item::New {
            order_id: order.id,
            product_id: product.id,
            qty,
        });
        OrderItem::insert_many(items).exec(db).await.unwrap();
    }
}

/// What Rust makes of all items: those of the order, sorted.
async fn sorted(t: &TestDb, order: &Order) -> Vec<(i32, i64)> {
    let items = OrderItem::query().all(&t.db).await.unwrap();
    let of_it = items.iter().filter(|item| item.order_id == order.id);
    let mut pairs: Vec<_> = of_it.map(|item| (item.qty, item.id)).collect();
    pairs.sort_by_key(|(qty, id)| (-qty, *id));
    pairs
}

pub async fn each_parent_has_its_order_and_its_limit(t: &TestDb) {
    with_items(t).await;
    let db = &t.db;
    let orders = || Order::query().order_by(|o| o.id.asc());
    let whole = orders()
        .prefetch_related(|o| o.items().order_by(|i| i.qty.desc()).order_by(|i| i.id.asc()));
    for order in whole.all(db).await.unwrap() {
        let pairs: Vec<_> = order.items().iter().map(|item| (item.qty, item.id)).collect();
        assert_eq!(pairs, sorted(t, &order).await, "ties are broken by the second order");
    }
    for (limit, offset) in [(0, 0), (1, 0), (2, 1), (3, 5), (100, 2), (u64::MAX, 0), (1, u64::MAX)]
    {
        let query = orders().prefetch_related(|o| {
            let items = o.items().order_by(|i| (i.qty.desc(), i.id.asc()));
            items.limit(limit).offset(offset).with(|i| i.product())
        });
        let recorded = db.record(async || query.all(db).await.unwrap()).await;
        assert_eq!(recorded.statements.len(), 2);
        for order in recorded.value {
            let pairs: Vec<_> = order.items().iter().map(|item| (item.qty, item.id)).collect();
            let all = sorted(t, &order).await;
            let from = usize::try_from(offset).unwrap_or(usize::MAX).min(all.len());
            let rows = usize::try_from(limit).unwrap_or(usize::MAX).min(all.len() - from);
            assert_eq!(pairs, all[from..from + rows], "limit {limit}, offset {offset}");
            assert!(order.items().iter().all(|item| item.product().id == item.product_id));
        }
    }
    let skipped = orders().prefetch_related(|o| o.items().order_by(|i| i.id.asc()).offset(4));
    let counts: Vec<_> =
        skipped.all(db).await.unwrap().iter().map(|order| order.items().len()).collect();
    assert_eq!(counts, [2, 1, 1, 0], "an offset without a limit");
}

pub async fn a_limit_is_each_parents_own_at_every_level(t: &TestDb) {
    with_items(t).await;
    let query = Customer::query().order_by(|c| c.id.asc()).prefetch_related(|c| {
        c.orders().order_by(|o| o.number.desc()).limit(1).with(|o| {
            let best = o.items().filter(|i| i.product().price.gt(0)).limit(2);
            best.order_by(|i| (i.product().sku.desc(), i.id.asc())).with(|i| i.product())
        })
    });
    let recorded = t.db.record(async || query.all(&t.db).await.unwrap()).await;
    let lines: Vec<_> = recorded
        .value
        .iter()
        .flat_map(|c| c.orders())
        .map(|o| {
            let skus: Vec<_> = o.items().iter().map(|i| i.product().sku.as_str()).collect();
            (o.number.as_str(), skus)
        })
        .collect();
    // All of C-1's have no price above nothing, for it has none at all.
    let expected =
        [("A-2", vec!["s13", "s11"]), ("B-1", vec!["s23", "s21"]), ("C-1", Vec::<&str>::new())];
    assert_eq!(lines, expected);
    let items = &recorded.statements[2].sql;
    assert_eq!(items.matches("\"products\"").count(), 1, "joined once: {items}");
    match t.db.dialect() {
        Dialect::Postgres => assert!(items.contains("CROSS JOIN LATERAL"), "{items}"),
        Dialect::Sqlite => assert!(items.contains("row_number() OVER (PARTITION BY"), "{items}"),
    }
}

pub async fn children_are_filtered(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    let orders = || Order::query().order_by(|o| o.number.asc());
    let filtered = orders().prefetch_related(|o| {
        o.items().filter(|i| i.qty.gt(1)).filter(|i| i.product().sku.ne("lamp"))
    });
    let filtered = filtered.all(db).await.unwrap();
    let counts: Vec<_> = filtered.iter().map(|order| order.items().len()).collect();
    assert_eq!(counts, [1, 0, 1, 0], "a filter of children leaves no parent out");
    assert_eq!((&filtered[0].items()[0].qty, filtered[2].items().iter().count()), (&5, 1));

    let over_many = orders().prefetch_related(|o| {
        o.customer().orders().filter(|o| o.items().any(|i| i.qty.ge(4)) & o.tags().is_present())
    });
    let over_many = over_many.all(db).await.unwrap();
    let numbers: Vec<Vec<_>> = over_many
        .iter()
        .map(|o| o.customer().orders().iter().map(|o| o.number.as_str()).collect())
        .collect();
    assert_eq!(numbers, [vec!["A-1"], vec!["A-1"], vec!["B-1"], vec![]]);
}

pub async fn children_are_values(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    let query = Order::query().order_by(|o| o.number.asc()).prefetch_related(|o| {
        let items = o.items().order_by(|i| i.qty.desc());
        (items.select(|i| (i.qty, i.product().sku)), o.tags().select(|t| t.name).limit(1))
    });
    let recorded = db.record(async || query.all(db).await.unwrap()).await;
    let orders = recorded.value;
    assert_eq!(orders[0].items(), [(5, "pen".to_owned()), (1, "book".to_owned())]);
    assert_eq!(orders[0].tags().len(), 1);
    assert_eq!(orders[3].items(), []);
    for statement in &recorded.statements[1..] {
        assert!(
            !statement.sql.contains("\"doubled\""),
            "only what is asked for: {}",
            statement.sql
        );
    }
    let counted = Customer::query().order_by(|c| c.id.asc()).prefetch_related(|c| {
        c.orders().order_by(|o| o.number.asc()).select(|o| (o.number, o.items().count()))
    });
    let counted = counted.all(db).await.unwrap();
    assert_eq!(counted[0].orders(), [("A-1".to_owned(), 2), ("A-2".to_owned(), 1)]);
    let beside = Customer::query().order_by(|c| c.id.asc()).prefetch_related(|c| {
        c.orders().order_by(|o| o.number.asc()).select(|o| (o, o.items().sum(|i| i.qty)))
    });
    let beside = beside.all(db).await.unwrap();
    assert_eq!(
        (beside[0].orders()[1].0.number.as_str(), beside[0].orders()[1].1),
        ("A-2", Some(2))
    );
}

pub async fn a_table_leads_to_itself(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let finn = shop.employees[1].id;
    let hal = employee::New { name: "Hal".into(), manager_id: Some(finn) };
    let hal = Employee::create(db, hal).await.unwrap();
    Employee::create(db, employee::New { name: "Ida".into(), manager_id: Some(hal.id) })
        .await
        .unwrap();
    let query = Employee::query().filter(|e| e.manager_id.is_null()).prefetch_related(|e| {
        e.reports().with(|e| e.reports().with(|e| (e.reports(), e.manager().manager())))
    });
    let (eve, sent) = db.count_statements(async || query.one(db).await.unwrap()).await;
    assert_eq!(sent, 4);
    assert_eq!(eve.reports().len(), 1, "Gus has left");
    let hal = &eve.reports()[0].reports()[0];
    assert_eq!((hal.name.as_str(), hal.reports()[0].name.as_str()), ("Hal", "Ida"));
    assert_eq!(hal.manager().unwrap().manager().unwrap().name, "Eve");

    let ida = || Employee::query().filter(|e| e.name.eq("Ida"));
    let joined = ida().select_related(|e| e.manager().manager().manager()).one(db).await.unwrap();
    let fetched = ida().prefetch_related(|e| {
        e.manager().prefetch_related(|e| e.manager().prefetch_related(|e| e.manager()))
    });
    assert_eq!(fetched.one(db).await.unwrap(), joined);
    let finn = joined.manager().unwrap().manager().unwrap();
    assert_eq!((finn.name.as_str(), finn.manager().unwrap().name.as_str()), ("Finn", "Eve"));
}

pub async fn two_relations_from_one_table(t: &TestDb) {
    league(t).await.unwrap();
    let teams = Team::query()
        .order_by(|t| t.id.asc())
        .prefetch_related(|t| {
            let home = t.home_games().order_by(|g| g.day.asc()).with(|g| g.away());
            (home, t.away_games().order_by(|g| g.day.asc()), t.fans().order_by(|f| f.name.asc()))
        })
        .all(&t.db)
        .await
        .unwrap();
    let lines: Vec<_> = teams
        .iter()
        .map(|t| {
            let home: Vec<_> = t.home_games().iter().map(|g| g.away().code.as_str()).collect();
            let away: Vec<_> = t.away_games().iter().map(|g| g.day).collect();
            let fans: Vec<_> = t.fans().iter().map(|f| f.name.as_str()).collect();
            (home, away, fans)
        })
        .collect();
    let expected = [
        (vec!["BLU"], vec![2, 3], vec!["Fay", "Flo"]),
        (vec!["RED"], vec![1], vec![]),
        (vec!["RED"], vec![], vec![]),
    ];
    assert_eq!(lines, expected);
}
