//! Conditions: comparisons, lists, text, functions, and how they are joined.

use super::book::{Book, NUMBER, TEXT};
use orm::{Cond, case, coalesce, concat};
use orm_tests::models::*;
use rust_decimal::Decimal;

/// A condition on orders, as a query for their keys.
macro_rules! orders {
    ($book:ident, $title:literal, |$o:pat_param| $condition:expr) => {
        $book
            .add($title, async |db| {
                Order::query().filter(|$o| $condition).select(|o| o.id).all(db).await
            })
            .await;
    };
}

pub async fn write(book: &mut Book) {
    comparisons(book).await;
    joined(book).await;
    lists(book).await;
    texts(book).await;
    computed(book).await;
}

async fn comparisons(book: &mut Book) {
    orders!(book, "eq", |o| o.number.eq(TEXT));
    orders!(book, "ne", |o| o.number.ne(TEXT));
    orders!(book, "lt, le, gt, ge", |o| o.id.lt(98_765) & o.id.le(98_765)
        | o.id.gt(98_765) & o.id.ge(98_765));
    orders!(book, "two columns", |o| o.customer_id.eq(o.approved_by));
    orders!(book, "between", |o| o.id.between(98_765, o.customer_id));
    orders!(book, "null", |o| o.approved_by.is_null() | o.deleted_at.is_not_null());
    orders!(book, "distinct", |o| o.approved_by.is_distinct_from(Some(98_765)));
    orders!(book, "not distinct from NULL", |o| o.approved_by.is_not_distinct_from(None));
    orders!(book, "decimals", |o| o.total.ge(NUMBER) & o.total.between(1, NUMBER));
    orders!(book, "an enum", |o| o.status.eq(Status::Sent));
    orders!(book, "a newtype", |o| o.tenant_id.eq(TenantId(98_765)));
}

async fn joined(book: &mut Book) {
    orders!(book, "and binds before or", |o| o.id.eq(1) & o.id.eq(2) | o.id.eq(3) & o.id.eq(4));
    orders!(book, "brackets are kept", |o| (o.id.eq(1) | o.id.eq(2)) & !(o.id.eq(3) | o.id.eq(4)));
    orders!(book, "not of not", |o| !!o.id.eq(1));
    orders!(book, "always and never", |_| Cond::always() & !Cond::never());
    orders!(book, "all and any of a list", |o| Cond::all([o.id.eq(1), o.id.eq(2)])
        | Cond::any([o.id.eq(3), o.id.eq(4)]));
    orders!(book, "an option", |o| Some(o.id.eq(1)).filter(|_| false));
    book.add("two filters", async |db| {
        let orders = Order::query().filter(|o| o.id.eq(1) | o.id.eq(2));
        orders.filter(|o| o.number.eq(TEXT)).select(|o| o.id).all(db).await
    })
    .await;
    book.add("truth values", async |db| {
        Everything::query().filter(|e| e.truth & !e.truth).select(|e| e.id).all(db).await
    })
    .await;
}

async fn lists(book: &mut Book) {
    let of_length = |length: i64| {
        let list: Vec<_> = (0..length).collect();
        let orders = Order::query().filter(|o| o.id.is_in(&list) & o.id.is_not_in(list));
        orders.to_sql(book.db()).unwrap()
    };
    for length in [1, 2, 1000, 100_000] {
        assert_eq!(of_length(length), of_length(0), "{length} elements");
    }
    orders!(book, "in a list", |o| o.id.is_in([98_765]));
    orders!(book, "not in a list", |o| o.id.is_not_in([98_765]));
    orders!(book, "in a list of texts", |o| o.number.is_in([TEXT]));
    orders!(book, "in a list of decimals", |o| o.total.is_in([Decimal::from(NUMBER)]));
    orders!(book, "in a list of labels", |o| o.status.is_in([Status::Sent]));
    book.add("in lists of floats and of bytes", async |db| {
        Anything::query()
            .filter(|a| a.double.is_in([98_765.5]) | a.bytes.is_in([TEXT.as_bytes()]))
            .select(|a| a.id)
            .all(db)
            .await
    })
    .await;
    orders!(book, "in a query", |o| o
        .customer_id
        .is_in(Customer::query().filter(|c| c.country().name.eq(TEXT)).select(|c| c.id)));
    orders!(book, "not in a query, of a column that may be NULL", |o| o.approved_by.is_not_in(
        Employee::query().order_by(|e| e.id.asc()).limit(98_765).select(|e| e.manager_id)
    ));
}

async fn texts(book: &mut Book) {
    orders!(book, "like", |o| o.number.like("marker%"));
    orders!(book, "ilike", |o| o.number.ilike("marker%"));
    orders!(book, "contains", |o| o.number.contains(TEXT));
    orders!(book, "icontains", |o| o.number.icontains(TEXT));
    orders!(book, "starts with", |o| o.number.starts_with(TEXT));
    orders!(book, "ends with", |o| !o.number.ends_with(TEXT));
    orders!(book, "words", |o| o.number.matches(TEXT));
}

async fn computed(book: &mut Book) {
    orders!(book, "arithmetic", |o| (o.id + o.customer_id * 98_765 - 98_765).gt(o.id / 98_765));
    orders!(book, "remainder, sign and absolute value", |o| (-o.id % 98_765).abs().eq(98_765));
    orders!(book, "arithmetic of decimals", |o| (o.total * 2 + o.total / 98_765 - o.total)
        .lt(NUMBER));
    orders!(book, "sign and absolute value of decimals", |o| (-o.total).abs().eq(NUMBER));
    orders!(book, "functions of texts", |o| o.number.lower().eq(TEXT)
        & o.number.upper().ne(TEXT)
        & o.number.trim().length().gt(NUMBER));
    orders!(book, "concat", |o| concat(concat(o.number, TEXT), o.number).eq(TEXT));
    orders!(book, "coalesce", |o| coalesce(o.approved_by, 98_765).eq(o.customer_id));
    orders!(book, "coalesce of decimals", |o| coalesce(o.total.nullable(), NUMBER).gt(NUMBER));
    orders!(book, "case", |o| case::<String, _, _>(o.total.gt(NUMBER), TEXT)
        .when(o.id.eq(98_765), o.number)
        .otherwise(TEXT)
        .eq(TEXT));
    orders!(book, "case without an end", |o| case::<i64, _, _>(o.id.gt(98_765), o.id)
        .end()
        .is_null());
}
