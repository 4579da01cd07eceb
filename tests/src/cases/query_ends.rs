//! The ends of a query: what comes back, and how many statements it takes.

use super::seed::{numbers, shop};
use crate::TestDb;
use crate::models::*;
use orm::{Cursor, Projection};
use rust_decimal::{Decimal, dec};

pub async fn each_end_gives_its_shape(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let by_number = || Order::query().order_by(|o| o.number.asc());
    let nothing = || Order::query().filter(|o| o.number.eq("none"));

    assert_eq!(numbers(&by_number().all(db).await.unwrap()), ["A-1", "A-2", "B-1", "C-1"]);
    assert_eq!(numbers(&by_number().limit(2).offset(1).all(db).await.unwrap()), ["A-2", "B-1"]);
    assert_eq!(numbers(&by_number().offset(3).all(db).await.unwrap()), ["C-1"]);

    assert!(nothing().one(db).await.unwrap_err().is_not_found());
    assert!(by_number().one(db).await.unwrap_err().is_too_many_rows());
    assert!(by_number().optional(db).await.unwrap_err().is_too_many_rows());
    assert_eq!(nothing().optional(db).await.unwrap(), None);
    assert_eq!(nothing().first(db).await.unwrap(), None);
    assert_eq!(by_number().first(db).await.unwrap().unwrap().number, "A-1");
    assert_eq!(by_number().count(db).await.unwrap(), 4);
    assert_eq!(by_number().limit(3).count(db).await.unwrap(), 3);
    assert_eq!(nothing().count(db).await.unwrap(), 0);
    assert!(by_number().exists(db).await.unwrap());
    assert!(!nothing().exists(db).await.unwrap());

    let id = shop.orders[1].id;
    assert_eq!(Order::get(db, id).await.unwrap().number, "A-2");
    assert_eq!(Order::find(db, id).await.unwrap().unwrap().number, "A-2");
    assert_eq!(Order::find(db, -1).await.unwrap(), None);
    assert!(Order::get(db, -1).await.unwrap_err().is_not_found());
    assert_eq!(Country::get(db, "DE").await.unwrap().name, "Germany");
    let key = (shop.orders[0].id, shop.tags[0].id);
    assert_eq!(OrderTag::get(db, key).await.unwrap().weight, 1);

    assert!(!by_number().explain(db).await.unwrap().is_empty());
    assert!(by_number().to_sql(db).unwrap().starts_with("SELECT"));
}

pub async fn each_end_is_one_statement(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    let recorded = db
        .record(async || {
            Order::query().all(db).await.unwrap();
            Order::query().count(db).await.unwrap();
            Order::query().exists(db).await.unwrap();
            Order::query().first(db).await.unwrap();
            Order::query()
                .filter(|o| o.customer().country().name.eq("Germany") & o.customer().name.ne("x"))
                .order_by(|o| o.customer().country().name.asc())
                .all(db)
                .await
                .unwrap();
        })
        .await;
    assert_eq!(recorded.statements.len(), 5, "{:#?}", recorded.statements);
    let joined = &recorded.statements[4];
    assert_eq!(joined.sql.matches("JOIN").count(), 2, "{}", joined.sql);
    assert_eq!(joined.rows, 2);
}

pub async fn selections_have_their_types(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    let by_number = || Order::query().order_by(|o| o.number.asc());

    let totals: Vec<Decimal> = by_number().select(|o| o.total).all(db).await.unwrap();
    assert_eq!(totals, [dec!(10), dec!(250.50), dec!(120), dec!(0)]);

    let pairs: Vec<(i64, String, Option<String>)> = by_number()
        .select(|o| (o.items().count(), o.customer().name, o.customer().country().name))
        .all(db)
        .await
        .unwrap();
    assert_eq!(pairs[0], (2, "Ada".into(), Some("Germany".into())));
    assert_eq!(pairs[3], (0, "Cleo".into(), None));

    let beside: Vec<(Order, i64, Option<Country>)> = by_number()
        .select(|o| (o, o.tags().count(), o.customer().country()))
        .all(db)
        .await
        .unwrap();
    assert_eq!((beside[0].0.number.as_str(), beside[0].1), ("A-1", 2));
    assert_eq!(beside[2].2.as_ref().unwrap().code, "FR");
    assert_eq!(beside[3].2, None);

    let computed: Vec<(Decimal, bool, i32)> = by_number()
        .select(|o| (o.total * 2 + dec!(0.25), o.total.gt(100), o.number.length()))
        .all(db)
        .await
        .unwrap();
    assert_eq!(computed[1], (dec!(501.25), true, 3));

    let named: Vec<String> = by_number()
        .select(|o| {
            orm::case::<String, _, _>(o.total.gt(200), "much")
                .when(o.total.gt(100), "some")
                .otherwise(o.number)
        })
        .all(db)
        .await
        .unwrap();
    assert_eq!(named, ["A-1", "much", "some", "C-1"]);

    let or_else: Vec<String> = Customer::query()
        .order_by(|c| c.id.asc())
        .select(|c| orm::coalesce(c.email, c.name))
        .all(db)
        .await
        .unwrap();
    assert_eq!(or_else, ["ada@x.org", "bob@x.org", "Cleo"]);

    let distinct: Vec<Status> = Order::query()
        .filter(|o| o.status.eq(Status::Open))
        .select(|o| o.status)
        .distinct()
        .all(db)
        .await
        .unwrap();
    assert_eq!(distinct, [Status::Open]);
}

/// A row of a list of orders.
#[derive(Projection, Debug, PartialEq)]
#[projection(from = Order)]
struct Line {
    number: String,
    #[projection(expr = |o| o.customer().name)]
    customer: String,
    #[projection(expr = |o| o.customer().country().name)]
    country: Option<String>,
    #[projection(expr = |o| o.items().count())]
    items: i64,
}

pub async fn projections_are_structs(t: &TestDb) {
    shop(t).await.unwrap();
    let lines =
        Order::query().order_by(|o| o.number.desc()).select_as::<Line>().all(&t.db).await.unwrap();
    let line = |number: &str, customer: &str, country: Option<&str>, items| Line {
        number: number.into(),
        customer: customer.into(),
        country: country.map(Into::into),
        items,
    };
    assert_eq!(lines[0], line("C-1", "Cleo", None, 0));
    assert_eq!(lines[3], line("A-1", "Ada", Some("Germany"), 2));
}

pub async fn orders_put_nulls_alike(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    let names = async |query: orm::Query<Customer>| {
        let rows = query.select(|c| c.name).all(db).await.unwrap();
        rows.join(" ")
    };
    let q = Customer::query;
    assert_eq!(names(q().order_by(|c| c.country_code.asc())).await, "Ada Bob Cleo");
    assert_eq!(names(q().order_by(|c| c.country_code.desc())).await, "Cleo Bob Ada");
    assert_eq!(names(q().order_by(|c| c.country_code.asc().nulls_first())).await, "Cleo Ada Bob");
    assert_eq!(names(q().order_by(|c| c.country_code.desc().nulls_last())).await, "Bob Ada Cleo");
    assert_eq!(
        names(q().order_by(|c| (c.country().name.desc(), c.id.asc()))).await,
        "Cleo Ada Bob"
    );
}

pub async fn pages_cover_everything_once(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    Customer::insert_many((0..23).map(|n| customer::New {
        name: format!("N{}", n % 5),
        email: None,
        country_code: (n % 3 == 0).then(|| "DE".to_owned()),
    }))
    .exec(db)
    .await
    .unwrap();
    let query = || {
        Customer::query()
            .order_by(|c| (c.country_code.desc().nulls_last(), c.name.asc(), c.email.asc()))
    };
    let expected: Vec<i64> =
        query().order_by(|c| c.id.asc()).select(|c| c.id).all(db).await.unwrap();
    for size in [1, 4, 26, 100] {
        let mut ids = Vec::new();
        let mut cursor: Option<Cursor> = None;
        loop {
            let page = query().page(db, size, cursor.as_ref()).await.unwrap();
            assert!(page.rows.len() <= size as usize);
            ids.extend(page.rows.iter().map(|row| row.id));
            let Some(next) = page.next else { break };
            cursor = Some(Cursor::new(next.as_str()));
        }
        assert_eq!(ids, expected, "pages of {size}");
    }
    for forged in ["", "x", "!!", "W10", "WyJhIiwiYiJd", "bnVsbA"] {
        let error = query().page(db, 2, Some(&Cursor::new(forged))).await.unwrap_err();
        assert!(error.is_decode(), "{forged}: {error:?}");
    }
    let by_name = Customer::query().order_by(|c| c.name.asc()).page(db, 2, None).await.unwrap();
    let other = query().page(db, 2, by_name.next.as_ref()).await.unwrap_err();
    assert!(other.is_decode(), "a cursor of another order: {other:?}");
}

pub async fn streams_give_every_row(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    Tag::insert_many((0..2000).map(|n| tag::New { name: format!("t{n}") })).exec(db).await.unwrap();
    let mut stream = Tag::query().order_by(|t| t.id.asc()).stream(db);
    let mut seen = 0;
    while let Some(tag) = stream.next().await.unwrap() {
        seen += 1;
        assert_eq!(tag.id, seen);
    }
    assert_eq!(seen, 2002);
    drop(stream);
    // A stream that is dropped early leaves a pool that works.
    for _ in 0..30 {
        let mut stream = Tag::query().stream(db);
        stream.next().await.unwrap().unwrap();
    }
    assert_eq!(Tag::query().count(db).await.unwrap(), 2002);
}

pub async fn distinct_rows_are_ordered_by_what_is_selected(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    let counts: Vec<i64> = Order::query()
        .order_by(|o| o.items().count().desc())
        .select(|o| o.items().count())
        .distinct()
        .all(db)
        .await
        .unwrap();
    assert_eq!(counts, [2, 1, 0]);
    let by_other = || Order::query().order_by(|o| o.id.asc()).select(|o| o.status).distinct();
    assert!(by_other().all(db).await.unwrap_err().is_unsupported());
    assert!(by_other().page(db, 2, None).await.unwrap_err().is_unsupported());
    let whole = Order::query().order_by(|o| o.number.asc()).distinct().all(db).await.unwrap();
    assert_eq!(numbers(&whole), ["A-1", "A-2", "B-1", "C-1"]);
}

pub async fn pages_that_would_lose_rows_are_refused(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    let limited = Order::query().limit(3).page(db, 2, None).await.unwrap_err();
    let skipped = Order::query().offset(1).page(db, 2, None).await.unwrap_err();
    let none = Order::query().page(db, 0, None).await.unwrap_err();
    let keyless = CustomerTotal::query().page(db, 2, None).await.unwrap_err();
    for error in [limited, skipped, none, keyless] {
        assert!(error.is_unsupported(), "{error:?}");
    }
}
