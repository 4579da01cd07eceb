//! To-many relations and subqueries: none of them multiplies rows.

use super::book::{Book, NUMBER, TEXT};
use orm::{count, exists, outer};
use orm_tests::models::*;

/// A condition on a model, as a query for its keys.
macro_rules! rows {
    ($book:ident, $title:literal, $model:ident |$o:ident| $condition:expr) => {
        $book
            .add($title, async |db| {
                $model::query().filter(|$o| $condition).select(|row| row.id).all(db).await
            })
            .await;
    };
}

pub async fn write(book: &mut Book) {
    to_many(book).await;
    aggregates(book).await;
    subqueries(book).await;
}

async fn to_many(book: &mut Book) {
    rows!(book, "any", Order | o | o.items().any(|i| i.qty.gt(NUMBER)));
    rows!(book, "all", Order | o | o.items().all(|i| i.qty.gt(NUMBER)));
    rows!(book, "none", Order | o | o.items().none(|i| i.qty.gt(NUMBER)));
    rows!(book, "present and absent", Order | o | o.items().is_present() | o.items().is_absent());
    rows!(book, "filtered", Order | o | o.items().filter(|i| i.qty.gt(NUMBER)).is_present());
    rows!(book, "any, over a path", Order | o | o.items().any(|i| i.product().price.gt(NUMBER)));
    rows!(
        book,
        "behind a path",
        OrderItem | i | i.order().customer().orders().any(|o| o.number.eq(TEXT))
    );
    rows!(
        book,
        "any in any",
        Customer | c | c.orders().any(|o| o.items().any(|i| i.qty.gt(NUMBER)))
    );
    rows!(book, "any of a many-to-many", Order | o | o.tags().any(|t| t.name.eq(TEXT)));
    rows!(book, "none of a many-to-many", Tag | t | t.orders().none(|o| o.number.eq(TEXT)));
    rows!(book, "of a table itself", Employee | e | e.reports().any(|r| r.name.eq(TEXT)));
    rows!(
        book,
        "with deleted rows",
        Employee | e | e.reports().with_deleted().any(|r| r.name.eq(TEXT))
    );
    book.add("by a composite key", async |db| {
        Shipment::query()
            .filter(|s| s.parcels().any(|p| p.product().price.gt(NUMBER)))
            .select(|s| s.weight)
            .all(db)
            .await
    })
    .await;
}

async fn aggregates(book: &mut Book) {
    book.add("counts and sums beside the row", async |db| {
        Order::query()
            .select(|o| {
                (
                    o.id,
                    o.items().count(),
                    o.items().filter(|i| i.qty.gt(NUMBER)).sum(|i| i.qty),
                    o.items().min(|i| i.product().price),
                    o.items().max(|i| i.qty * 2),
                    o.items().sum(|i| i.product().price),
                )
            })
            .all(db)
            .await
    })
    .await;
    rows!(book, "a count is compared", Order | o | o.tags().count().ge(98_765));
    book.add("a count is an order", async |db| {
        let orders = Order::query().order_by(|o| o.items().count().desc());
        orders.select(|o| o.id).all(db).await
    })
    .await;
}

async fn subqueries(book: &mut Book) {
    rows!(
        book,
        "exists, tied by hand",
        Customer
            | c
            | exists::<Order, _, _>(|o| { o.customer_id.eq(outer(c.id)) & o.total.gt(NUMBER) })
    );
    rows!(
        book,
        "count, tied by hand",
        Customer
            | c
            | count::<Order, _, _>(|o| { o.customer().email.eq(outer(c.email)) }).gt(98_765)
    );
    rows!(
        book,
        "outer over a path",
        Order | o | o.items().any(|i| { i.product().sku.eq(outer(o.customer().country().name)) })
    );
    rows!(
        book,
        "outer of outer",
        Customer
            | c
            | c.orders().any(|o| {
                o.items().any(|i| i.qty.eq(outer(o.version)) & i.product_id.eq(outer(outer(c.id))))
            })
    );
}
