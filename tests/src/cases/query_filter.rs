//! Conditions: which rows a query finds.

use super::seed::{numbers, shop};
use crate::TestDb;
use crate::models::*;
use orm::{Cond, Query, exists, outer};
use rust_decimal::dec;

/// The numbers of the orders that a query finds, in the order of their numbers.
async fn found(t: &TestDb, query: Query<Order>) -> String {
    let orders = query.order_by(|o| o.number.asc()).all(&t.db).await.unwrap();
    numbers(&orders).join(" ")
}

pub async fn columns_are_compared(t: &TestDb) {
    shop(t).await.unwrap();
    let o = Order::query;
    assert_eq!(found(t, o().filter(|o| o.status.eq(Status::Open))).await, "A-1 B-1");
    assert_eq!(found(t, o().filter(|o| o.status.ne(Status::Open))).await, "A-2 C-1");
    assert_eq!(found(t, o().filter(|o| o.total.gt(dec!(100)))).await, "A-2 B-1");
    assert_eq!(found(t, o().filter(|o| o.total.lt(100))).await, "A-1 C-1");
    assert_eq!(found(t, o().filter(|o| o.total.between(10, 120))).await, "A-1 B-1");
    assert_eq!(found(t, o().filter(|o| o.number.ge("B"))).await, "B-1 C-1");
    assert_eq!(found(t, o().filter(|o| o.tenant_id.eq(TenantId(2)))).await, "");
    assert_eq!(found(t, o().filter(|o| o.approved_by.is_null())).await, "B-1 C-1");
    assert_eq!(found(t, o().filter(|o| o.approved_by.is_not_null())).await, "A-1 A-2");
}

pub async fn conditions_are_joined(t: &TestDb) {
    shop(t).await.unwrap();
    let o = Order::query;
    let open = || o().filter(|o| o.status.eq(Status::Open) & o.total.gt(50));
    assert_eq!(found(t, open()).await, "B-1");
    assert_eq!(found(t, o().filter(|o| o.total.gt(200) | o.total.eq(0))).await, "A-2 C-1");
    assert_eq!(found(t, o().filter(|o| !(o.total.gt(200) | o.total.eq(0)))).await, "A-1 B-1");
    assert_eq!(found(t, o().filter(|_| Cond::always())).await, "A-1 A-2 B-1 C-1");
    assert_eq!(found(t, o().filter(|_| Cond::never())).await, "");
    let none: Option<i64> = None;
    assert_eq!(
        found(t, o().filter(|o| none.map(|id| o.id.eq(id)))).await,
        "A-1 A-2 B-1 C-1",
        "a condition that is `None` filters nothing"
    );
    // `NOT (approved_by = 1)` is not true where `approved_by` is NULL.
    assert_eq!(found(t, o().filter(|o| !o.approved_by.eq(1))).await, "A-2");
}

pub async fn lists_are_one_array(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let ids = [shop.orders[0].id, shop.orders[2].id];
    let o = Order::query;
    assert_eq!(found(t, o().filter(|o| o.id.is_in(ids))).await, "A-1 B-1");
    assert_eq!(found(t, o().filter(|o| o.id.is_not_in(ids))).await, "A-2 C-1");
    assert_eq!(found(t, o().filter(|o| o.id.is_in(Vec::<i64>::new()))).await, "");
    assert_eq!(found(t, o().filter(|o| o.number.is_in(["A-1", "C-1"]))).await, "A-1 C-1");
    assert_eq!(found(t, o().filter(|o| o.total.is_in([dec!(10.0), dec!(120)]))).await, "A-1 B-1");
    assert_eq!(found(t, o().filter(|o| o.status.is_in([Status::Sent]))).await, "C-1");
    let german = || Customer::query().filter(|c| c.country_code.eq("DE")).select(|c| c.id);
    assert_eq!(found(t, o().filter(|o| o.customer_id.is_in(german()))).await, "A-1 A-2");
    assert_eq!(found(t, o().filter(|o| o.customer_id.is_not_in(german()))).await, "B-1 C-1");
}

pub async fn text_is_matched(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    Tag::create_many(
        db,
        ["50% off", "a_b", "axb", "back\\slash", "GIFT wrap"]
            .map(|name| tag::New { name: name.into() }),
    )
    .await
    .unwrap();
    let names = async |query: Query<Tag>| {
        let tags = query.order_by(|t| t.id.asc()).all(db).await.unwrap();
        tags.into_iter().map(|tag| tag.name).collect::<Vec<_>>().join("|")
    };
    let q = Tag::query;
    assert_eq!(names(q().filter(|t| t.name.contains("50%"))).await, "50% off");
    assert_eq!(names(q().filter(|t| t.name.contains("a_b"))).await, "a_b");
    assert_eq!(names(q().filter(|t| t.name.like("a_b"))).await, "a_b|axb");
    assert_eq!(names(q().filter(|t| t.name.like("a\\_b"))).await, "a_b");
    assert_eq!(names(q().filter(|t| t.name.contains("\\"))).await, "back\\slash");
    assert_eq!(names(q().filter(|t| t.name.starts_with("gi"))).await, "gift", "case differs");
    assert_eq!(names(q().filter(|t| t.name.icontains("gift"))).await, "gift|GIFT wrap");
    assert_eq!(names(q().filter(|t| t.name.ilike("GIFT%"))).await, "gift|GIFT wrap");
    assert_eq!(names(q().filter(|t| t.name.ends_with("off"))).await, "50% off");
    assert_eq!(names(q().filter(|t| t.name.lower().eq("gift wrap"))).await, "GIFT wrap");
    assert_eq!(names(q().filter(|t| t.name.length().eq(3))).await, "a_b|axb");
}

pub async fn to_one_paths_join(t: &TestDb) {
    shop(t).await.unwrap();
    let o = Order::query;
    assert_eq!(found(t, o().filter(|o| o.customer().name.eq("Ada"))).await, "A-1 A-2");
    assert_eq!(found(t, o().filter(|o| o.customer().country().code.eq("DE"))).await, "A-1 A-2");
    assert_eq!(found(t, o().filter(|o| o.customer().country().name.is_null())).await, "C-1");
    assert_eq!(found(t, o().filter(|o| o.approver().name.eq("Eve"))).await, "A-1");
    // Gus has left: behind an optional relation he is absent.
    assert_eq!(found(t, o().filter(|o| o.approver().name.is_null())).await, "A-2 B-1 C-1");
    assert_eq!(found(t, o().with_deleted().filter(|o| o.approver().name.eq("Gus"))).await, "A-2");
    assert_eq!(
        found(t, o().filter(|o| o.customer().profile().motto.eq("onward"))).await,
        "A-1 A-2"
    );
    assert_eq!(
        found(t, o().filter(|o| o.approver().manager().name.is_null())).await,
        "A-1 A-2 B-1 C-1"
    );
}

pub async fn to_many_conditions(t: &TestDb) {
    shop(t).await.unwrap();
    let o = Order::query;
    assert_eq!(found(t, o().filter(|o| o.items().any(|i| i.qty.gt(3)))).await, "A-1 B-1");
    assert_eq!(found(t, o().filter(|o| o.items().none(|i| i.qty.gt(3)))).await, "A-2 C-1");
    assert_eq!(found(t, o().filter(|o| o.items().all(|i| i.qty.gt(1)))).await, "A-2 B-1 C-1");
    assert_eq!(found(t, o().filter(|o| o.items().is_absent())).await, "C-1");
    assert_eq!(found(t, o().filter(|o| o.items().count().eq(2))).await, "A-1");
    assert_eq!(found(t, o().filter(|o| o.items().sum(|i| i.qty).ge(4))).await, "A-1 B-1");
    assert_eq!(
        found(t, o().filter(|o| o.items().any(|i| i.product().price.gt(dec!(50))))).await,
        "A-2"
    );
    assert_eq!(found(t, o().filter(|o| o.tags().any(|t| t.name.eq("rush")))).await, "A-1 B-1");
    assert_eq!(found(t, o().filter(|o| o.tags().count().eq(2))).await, "A-1");
    let same = o().filter(|o| o.items().any(|i| i.product_id.eq(outer(o.customer_id))));
    assert_eq!(found(t, same).await, "A-1 B-1", "pen and Ada are both 1, book and Bob both 2");
}

pub async fn soft_deleted_children_do_not_count(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let names = async |query: Query<Employee>| {
        let rows = query.order_by(|e| e.name.asc()).all(&t.db).await.unwrap();
        rows.into_iter().map(|row| row.name).collect::<Vec<_>>().join(" ")
    };
    let q = Employee::query;
    assert_eq!(names(q()).await, "Eve Finn");
    assert_eq!(names(q().with_deleted()).await, "Eve Finn Gus");
    assert_eq!(names(q().only_deleted()).await, "Gus");
    assert_eq!(names(q().filter(|e| e.reports().count().eq(1))).await, "Eve");
    assert_eq!(names(q().filter(|e| e.reports().with_deleted().count().eq(2))).await, "Eve");
    assert_eq!(names(q().filter(|e| e.reports().any(|r| r.name.eq("Gus")))).await, "");
    assert!(Employee::find(&t.db, shop.employees[2].id).await.unwrap().is_none());
}

pub async fn subqueries_reach_out(t: &TestDb) {
    shop(t).await.unwrap();
    // Customers with an order of more than 100, by hand instead of by the relation.
    let rich = Customer::query()
        .filter(|c| exists::<Order, _, _>(|o| o.customer_id.eq(outer(c.id)) & o.total.gt(100)))
        .order_by(|c| c.name.asc())
        .select(|c| c.name)
        .all(&t.db)
        .await
        .unwrap();
    assert_eq!(rich, ["Ada", "Bob"]);
}

pub async fn documents_and_lists(t: &TestDb) {
    shop(t).await.unwrap();
    let o = Order::query;
    assert_eq!(found(t, o().filter(|o| o.meta.text_at(["colour"]).eq("red"))).await, "A-2");
    assert_eq!(found(t, o().filter(|o| o.meta.text_at(["marks", "1"]).eq("2"))).await, "A-2");
    assert_eq!(found(t, o().filter(|o| o.meta.text_at(["none"]).is_not_null())).await, "");
    let contains = o().filter(|o| o.meta.contains_json(serde_json::json!({"colour": "red"})));
    match t.db.dialect() {
        orm::Dialect::Postgres => assert_eq!(found(t, contains).await, "A-2"),
        orm::Dialect::Sqlite => assert!(contains.all(&t.db).await.unwrap_err().is_unsupported()),
    }
}

pub async fn long_conditions_are_flat_and_deep_ones_refused(t: &TestDb) {
    shop(t).await.unwrap();
    let any = Order::query().filter(|o| {
        let mut any = Cond::never();
        for n in 0..5000 {
            any |= o.id.eq(n);
        }
        any
    });
    assert_eq!(any.count(&t.db).await.unwrap(), 4);
    let chain = Order::query().filter(|o| {
        let mut all = o.id.gt(0);
        for n in 0..3000 {
            all &= o.id.ne(-n);
        }
        all
    });
    assert_eq!(chain.count(&t.db).await.unwrap(), 4);
    let deep = Order::query().filter(|o| {
        let mut deep = o.id.gt(0);
        for n in 0..400 {
            deep = (o.id.eq(n) | deep) & o.id.ne(-1);
        }
        deep
    });
    assert!(deep.count(&t.db).await.unwrap_err().is_unsupported());
}
