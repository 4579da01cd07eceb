//! Relations that are loaded: the statement of the rows, then those of what is fetched for them.

use super::book::{Book, NUMBER, TEXT};
use orm::load_related;
use orm_tests::models::*;

/// A query with its loads.
macro_rules! rows {
    ($book:ident, $title:literal, $query:expr) => {
        $book.add($title, async |db| $query.all(db).await).await;
    };
}

const MANY: u64 = NUMBER as u64;

pub async fn write(book: &mut Book) {
    Shipment::insert_many([shipment::New { warehouse: 1, number: 2, weight: 3.0 }])
        .exec(book.db())
        .await
        .unwrap();
    let parcel = parcel::New { warehouse: 1, number: 2, sku: Some("pen".into()) };
    Parcel::create(book.db(), parcel).await.unwrap();
    to_one(book).await;
    to_many(book).await;
    through(book).await;
    ends(book).await;
}

async fn to_one(book: &mut Book) {
    rows!(book, "to-one, joined", Order::query().select_related(|o| o.customer().country()));
    rows!(
        book,
        "beside a filter and an order over the same path",
        Order::query()
            .filter(|o| o.customer().country().name.ne(TEXT))
            .order_by(|o| o.approver().name.asc())
            .select_related(|o| (o.customer().country(), o.approver()))
    );
    rows!(
        book,
        "to-one, fetched",
        Order::query().prefetch_related(|o| (o.customer(), o.approver()))
    );
    rows!(
        book,
        "a row that may be deleted is required",
        OrderItem::query().prefetch_related(|i| i.order())
    );
    rows!(
        book,
        "the other side of a one-to-one",
        Customer::query().select_related(|c| c.profile())
    );
    rows!(book, "the same, fetched", Customer::query().prefetch_related(|c| c.profile()));
    rows!(
        book,
        "by keys of several columns, and by one that is no key",
        Parcel::query().prefetch_related(|p| (p.shipment(), p.product()))
    );
}

async fn to_many(book: &mut Book) {
    rows!(book, "to-many", Order::query().prefetch_related(|o| o.items()));
    rows!(
        book,
        "filtered, ordered, and joined",
        Order::query().prefetch_related(|o| {
            let items = o.items().filter(|i| i.qty.lt(NUMBER) & i.product().sku.ne(TEXT));
            items.order_by(|i| (i.product().price.desc(), i.id.asc())).with(|i| i.product())
        })
    );
    rows!(
        book,
        "some of each parent",
        Order::query().prefetch_related(|o| {
            o.items().order_by(|i| i.qty.desc()).limit(MANY).offset(0).with(|i| i.product())
        })
    );
    rows!(book, "all but some", Customer::query().prefetch_related(|c| c.orders().offset(MANY)));
    rows!(
        book,
        "values",
        Order::query().prefetch_related(|o| o.items().select(|i| (i.qty, i.product().sku)))
    );
    rows!(
        book,
        "with deleted rows",
        Employee::query().prefetch_related(|e| e.reports().with_deleted())
    );
    rows!(
        book,
        "by a key of several columns",
        Shipment::query().prefetch_related(|s| s.parcels().limit(MANY))
    );
    rows!(
        book,
        "level by level",
        Country::query().prefetch_related(|c| {
            c.customers().with(|c| c.orders().with(|o| (o.items(), o.approver())))
        })
    );
}

async fn through(book: &mut Book) {
    rows!(book, "many-to-many", Order::query().prefetch_related(|o| o.tags()));
    rows!(
        book,
        "with the row between",
        Tag::query().prefetch_related(|t| {
            let orders = t.orders().filter_through(|l| l.weight.lt(NUMBER));
            orders.order_by_through(|l| l.weight.desc()).with(|o| o.customer()).with_through()
        })
    );
    rows!(
        book,
        "some of each parent, with the row between",
        Order::query().prefetch_related(|o| {
            let tags = o.tags().order_by_through(|l| l.weight.desc()).limit(MANY);
            tags.filter(|t| t.name.ne(TEXT)).with_through()
        })
    );
    rows!(
        book,
        "a condition over the row between",
        Order::query()
            .filter(|o| o.tags().filter_through(|l| l.weight.lt(NUMBER)).any(|t| t.name.ne(TEXT)))
    );
}

async fn ends(book: &mut Book) {
    book.add("a page", async |db| {
        let query = Customer::query().select_related(|c| c.country());
        query.prefetch_related(|c| c.orders()).page(db, 2, None).await
    })
    .await;
    book.add("onto rows", async |db| {
        let rows = Customer::query().all(db).await?;
        load_related(db, rows, |c| (c.country(), c.orders().with(|o| o.approver()))).await
    })
    .await;
    book.add("under a lock", async |db| {
        db.transaction(async |tx| {
            let query = Order::query().select_related(|o| (o.customer(), o.approver()));
            query.prefetch_related(|o| o.items()).for_update().all(tx).await
        })
        .await
    })
    .await;
}
