//! Queries: what is asked for, joins, orders, limits, and each end.

use super::book::{Book, NUMBER, TEXT};
use orm::{Projection, TxOptions};
use orm_tests::models::*;
use rust_decimal::Decimal;

/// Of a column, a path and a subquery.
#[derive(Projection, Debug)]
#[projection(from = Order)]
struct Line {
    number: String,
    #[projection(expr = |o| o.customer().country().name)]
    country: Option<String>,
    #[projection(expr = |o| o.items().count())]
    items: i64,
}

pub async fn write(book: &mut Book) {
    asked_for(book).await;
    joins(book).await;
    ends(book).await;
    pages(book).await;
}

async fn asked_for(book: &mut Book) {
    book.add("the whole model", async |db| Tag::query().all(db).await).await;
    book.add("one column", async |db| Order::query().select(|o| o.number).all(db).await).await;
    book.add("values", async |db| {
        Order::query()
            .select(|o| (o.id, o.total * 2, o.customer().name, o.total.gt(NUMBER)))
            .all(db)
            .await
    })
    .await;
    book.add("the model beside others", async |db| {
        Order::query().select(|o| (o, o.customer().country(), o.tags().count())).all(db).await
    })
    .await;
    book.add("a projection", async |db| {
        let lines = Order::query().select_as::<Line>().all(db).await?;
        assert!(lines.iter().all(|line| !line.number.is_empty() && line.items >= 0));
        assert!(lines.iter().any(|line| line.country.is_some()));
        Ok(())
    })
    .await;
    book.add("distinct", async |db| Order::query().select(|o| o.status).distinct().all(db).await)
        .await;
}

async fn joins(book: &mut Book) {
    book.add("a required path, named twice", async |db| {
        Order::query()
            .filter(|o| o.customer().name.eq(TEXT) | o.customer().email.eq(TEXT))
            .order_by(|o| o.customer().name.desc())
            .all(db)
            .await
    })
    .await;
    book.add("an optional path, to a model with a soft delete", async |db| {
        Order::query().filter(|o| o.approver().name.eq(TEXT)).select(|o| o.id).all(db).await
    })
    .await;
    book.add("the same with deleted rows", async |db| {
        let orders = Order::query().with_deleted();
        orders.filter(|o| o.approver().name.eq(TEXT)).select(|o| o.id).all(db).await
    })
    .await;
    book.add("required after optional: both are LEFT", async |db| {
        let customers = Customer::query().filter(|c| c.profile().customer().name.eq(TEXT));
        customers.select(|c| c.id).all(db).await
    })
    .await;
    book.add("a chain, an optional hop at its end", async |db| {
        OrderItem::query()
            .filter(|i| i.order().customer().country().name.eq(TEXT))
            .select(|i| (i.id, i.product().sku))
            .all(db)
            .await
    })
    .await;
    book.add("one to one, from the side without the key", async |db| {
        Customer::query().filter(|c| c.profile().motto.eq(TEXT)).select(|c| c.id).all(db).await
    })
    .await;
    book.add("a table joined to itself", async |db| {
        Employee::query()
            .filter(|e| e.manager().manager().name.eq(TEXT))
            .select(|e| e.id)
            .all(db)
            .await
    })
    .await;
    book.add("a composite key", async |db| {
        Parcel::query().filter(|p| p.shipment().weight.gt(0.5)).select(|p| p.id).all(db).await
    })
    .await;
}

async fn ends(book: &mut Book) {
    let query = || Order::query().filter(|o| o.total.gt(NUMBER)).order_by(|o| o.number.asc());
    book.add("limit and offset", async |db| {
        query().limit(98_765).offset(98_765).select(|o| o.id).all(db).await
    })
    .await;
    book.add("offset alone", async |db| query().offset(98_765).select(|o| o.id).all(db).await)
        .await;
    book.add("orders", async |db| {
        Order::query()
            .order_by(|o| (o.approved_by.asc(), o.approved_by.desc(), o.total.desc()))
            .order_by(|o| o.customer().country().name.asc().nulls_first())
            .order_by(|o| (o.deleted_at.desc().nulls_last(), o.total.abs().asc()))
            .select(|o| o.id)
            .all(db)
            .await
    })
    .await;
    book.add("count", async |db| query().count(db).await).await;
    book.add("count of a limited query", async |db| query().limit(98_765).count(db).await).await;
    book.add("count of distinct values", async |db| {
        query().select(|o| o.customer_id).distinct().count(db).await
    })
    .await;
    book.add("count over a join", async |db| {
        Order::query().filter(|o| o.customer().name.eq(TEXT)).count(db).await
    })
    .await;
    book.add("exists", async |db| query().exists(db).await).await;
    book.add("exists of distinct values", async |db| {
        query().select(|o| o.customer_id).distinct().exists(db).await
    })
    .await;
    book.add("exists of distinct values after some", async |db| {
        let customers = Order::query().select(|o| o.customer_id).distinct();
        assert!(customers.clone().offset(2).exists(db).await?);
        customers.offset(3).exists(db).await.map(|more| assert!(!more))
    })
    .await;
    book.add("exists in a limited query", async |db| query().offset(98_765).exists(db).await).await;
    book.add("first", async |db| query().select(|o| o.id).first(db).await).await;
    book.add("optional", async |db| query().select(|o| o.id).optional(db).await).await;
    book.add("explain", async |db| query().select(|o| o.id).explain(db).await).await;
    book.add("by a key", async |db| Tag::find(db, i64::from(NUMBER)).await).await;
    book.add("by a composite key", async |db| {
        Shipment::find(db, (NUMBER, i64::from(NUMBER))).await
    })
    .await;
    book.add("a stream", async |db| {
        let mut rows = Tag::query().filter(|t| t.name.eq(TEXT)).stream(db);
        rows.next().await
    })
    .await;
    book.add("in a transaction that reads", async |db| {
        db.read_transaction(TxOptions::new(), async |tx| query().count(tx).await).await
    })
    .await;
}

async fn pages(book: &mut Book) {
    let products =
        || Product::query().order_by(|p| (p.price.desc(), p.sku.asc())).select(|p| (p.id, p.price));
    let page: Vec<(i64, Decimal)> = products().page(book.db(), 1, None).await.unwrap().rows;
    assert_eq!(page.len(), 1);
    book.add("the first page", async |db| products().page(db, 1, None).await).await;
    book.add("the next page", async |db| {
        let first = products().page(db, 1, None).await?;
        products().page(db, 1, first.next.as_ref()).await
    })
    .await;
    let customers =
        || Customer::query().order_by(|c| c.country_code.asc().nulls_first()).select(|c| c.id);
    book.add("pages over a column that may be NULL", async |db| {
        let first = customers().page(db, 1, None).await?;
        let second = customers().page(db, 1, first.next.as_ref()).await?;
        customers().page(db, 1, second.next.as_ref()).await
    })
    .await;
}
