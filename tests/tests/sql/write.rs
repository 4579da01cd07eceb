//! Inserts, upserts, updates and deletes.

use super::book::{Book, NUMBER, TEXT};
use orm_tests::cases::seed::order;
use orm_tests::models::*;
use rust_decimal::Decimal;

pub async fn write(book: &mut Book) {
    inserts(book).await;
    upserts(book).await;
    updates_by_key(book).await;
    updates_by_query(book).await;
    deletes(book).await;
    deleted_rows(book).await;
}

/// No two have the same name.
fn product(number: i32, stock: Option<i32>) -> product::New {
    product::New { sku: format!("{TEXT} {number}"), price: Decimal::from(NUMBER), stock }
}

async fn inserts(book: &mut Book) {
    let customer = book.shop.customers[0].id;
    let number = |number: i32| format!("{TEXT} {number}");
    let order = |at| order(customer, &number(at), Status::Sent, Decimal::from(NUMBER));
    book.add("one", async |db| Order::create(db, order(1)).await).await;
    book.add("one with a default left out", async |db| Product::create(db, product(1, None)).await)
        .await;
    book.add("one with a default given", async |db| {
        Product::create(db, product(2, Some(NUMBER))).await
    })
    .await;
    book.add("one with a key made by the library", async |db| {
        Session::create(db, session::New { visits: NUMBER }).await
    })
    .await;
    book.add("one of nothing", async |db| Ticket::create(db, ticket::New {}).await).await;
    book.add("many", async |db| Order::insert_many([order(2), order(3)]).exec(db).await).await;
    book.add("many, returned", async |db| Tag::create_many(db, tags(1)).await).await;
    book.add("many with a default left out", async |db| {
        Product::insert_many([product(3, None), product(4, None)]).exec(db).await
    })
    .await;
    book.add("many with a default left out by some", async |db| {
        Product::insert_many([product(5, None), product(6, Some(NUMBER))]).exec(db).await
    })
    .await;
    book.add("many of nothing", async |db| {
        Ticket::insert_many((0..3).map(|_| ticket::New {})).exec(db).await
    })
    .await;
    book.add("none: no statement", async |db| Tag::insert_many([]).exec(db).await).await;
}

fn tags(from: i32) -> [tag::New; 2] {
    [from, from + 1].map(|number| tag::New { name: format!("{TEXT} {number}") })
}

async fn upserts(book: &mut Book) {
    book.add("upsert", async |db| {
        Product::insert_many([product(1, None)])
            .on_conflict(|p| p.sku)
            .do_update(|p| (p.price.set_excluded(), p.stock.set(p.stock + NUMBER)))
            .exec(db)
            .await
    })
    .await;
    book.add("upsert with a condition, returned", async |db| {
        Product::insert_many([product(1, None), product(9, None)])
            .on_conflict(|p| p.sku)
            .do_update(|p| p.price.set(p.price + p.price.excluded()))
            .filter(|p| p.stock.lt(NUMBER))
            .returning(db)
            .await
    })
    .await;
    book.add("upsert by a composite key", async |db| {
        let link = order_tag::New { order_id: 1, tag_id: 1, weight: Some(NUMBER) };
        OrderTag::insert_many([link])
            .on_conflict(|o| o.order_id_tag_id)
            .do_update(|o| o.weight.set_excluded())
            .exec(db)
            .await
    })
    .await;
    let customer = book.shop.customers[0].id;
    book.add("upsert with a version", async |db| {
        let row = order(customer, &format!("{TEXT} 1"), Status::Sent, Decimal::from(NUMBER));
        Order::insert_many([row])
            .on_conflict(|o| o.number)
            .do_update(|o| o.total.set_excluded())
            .returning(db)
            .await
    })
    .await;
    book.add("nothing on one conflict", async |db| {
        Tag::insert_many(tags(1)).on_conflict(|t| t.name).do_nothing().exec(db).await
    })
    .await;
    book.add("nothing on any conflict", async |db| {
        Tag::insert_many(tags(1)).on_conflict_do_nothing().exec(db).await
    })
    .await;
}

async fn updates_by_key(book: &mut Book) {
    let row = book.shop.orders[0].clone();
    book.add("a patch, with a version", async |db| {
        let patch = order::Patch { number: Some(TEXT.into()), ..Default::default() };
        row.update(db, patch).await
    })
    .await;
    let product = book.shop.products[0].clone();
    book.add("a patch, with a time of update", async |db| {
        let patch = product::Patch { stock: Some(NUMBER), ..Default::default() };
        product.update(db, patch).await
    })
    .await;
    let customer = book.shop.customers[0].clone();
    book.add("a patch to NULL", async |db| {
        let patch = customer::Patch { email: Some(None), ..Default::default() };
        customer.update(db, patch).await
    })
    .await;
    book.add("an empty patch: no statement", async |db| {
        customer.update(db, customer::Patch::default()).await
    })
    .await;
    book.add("a patch by a composite key", async |db| {
        let link = OrderTag { order_id: 1, tag_id: 1, weight: 0 };
        link.update(db, order_tag::Patch { weight: Some(NUMBER) }).await
    })
    .await;
}

async fn updates_by_query(book: &mut Book) {
    let some = || Order::query().filter(|o| o.number.ne(TEXT));
    book.add("by a query", async |db| {
        some().update(|o| (o.status.set(Status::Sent), o.total.set(o.total * 2))).exec(db).await
    })
    .await;
    book.add("by a query, returned", async |db| {
        some().update(|o| o.approved_by.set(None)).returning(db).await
    })
    .await;
    book.add("over a join", async |db| {
        let orders = Order::query().filter(|o| o.customer().country().name.eq(TEXT));
        orders.update(|o| o.total.set(Decimal::from(NUMBER))).exec(db).await
    })
    .await;
    book.add("up to a limit", async |db| {
        let orders = some().order_by(|o| o.total.desc()).limit(98_765);
        orders.update(|o| o.total.set(Decimal::from(NUMBER))).exec(db).await
    })
    .await;
    book.add("to a case", async |db| {
        let products = Product::query().filter(|p| p.stock.lt(NUMBER));
        products
            .update(|p| {
                p.stock.set(orm::case::<i32, _, _>(p.stock.gt(NUMBER), NUMBER).otherwise(p.stock))
            })
            .exec(db)
            .await
    })
    .await;
    book.add("by a to-many relation", async |db| {
        let orders = Order::query().filter(|o| o.items().any(|i| i.qty.gt(NUMBER)));
        orders.update(|o| o.status.set(Status::Sent)).exec(db).await
    })
    .await;
    book.add("a composite key up to a limit", async |db| {
        OrderTag::query().limit(98_765).update(|o| o.weight.set(NUMBER)).exec(db).await
    })
    .await;
}

async fn deletes(book: &mut Book) {
    let [first, .., last] = &book.shop.orders[..] else { panic!("the shop has orders") };
    let (first, last) = (first.clone(), last.clone());
    book.add("a row, softly", async |db| first.reload(db).await?.delete(db).await).await;
    book.add("a row, for good", async |db| {
        let tag = Tag::query().filter(|t| t.name.eq("marker 1")).one(db).await?;
        tag.delete(db).await
    })
    .await;
    book.add("by a query, softly", async |db| {
        Order::query().filter(|o| o.id.eq(last.id)).delete().exec(db).await
    })
    .await;
    book.add("by a query, for good", async |db| {
        OrderTag::query().filter(|o| o.weight.lt(NUMBER)).delete().exec(db).await
    })
    .await;
    book.add("by a query, for good whatever the model says", async |db| {
        Employee::query().filter(|e| e.name.eq(TEXT)).delete().hard().exec(db).await
    })
    .await;
    book.add("only rows that are deleted already, for good", async |db| {
        let employees = Employee::query().only_deleted().filter(|e| e.name.eq(TEXT));
        employees.delete().hard().exec(db).await
    })
    .await;
    book.add("over a join, up to a limit", async |db| {
        let items = OrderItem::query().filter(|i| i.order().number.eq(TEXT)).limit(98_765);
        items.delete().exec(db).await
    })
    .await;
    book.add("a composite key over a join", async |db| {
        OrderTag::query().filter(|o| o.tag().name.eq(TEXT)).delete().exec(db).await
    })
    .await;
}

async fn deleted_rows(book: &mut Book) {
    book.add("deleted rows are hidden", async |db| Employee::query().count(db).await).await;
    book.add("with deleted rows", async |db| Employee::query().with_deleted().count(db).await)
        .await;
    book.add("only deleted rows", async |db| Employee::query().only_deleted().count(db).await)
        .await;
    book.add("restored", async |db| {
        Employee::query().filter(|e| e.name.eq(TEXT)).restore().exec(db).await
    })
    .await;
}
