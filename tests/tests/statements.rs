//! A call site has one text whatever its data, so that a server keeps few prepared statements.

use futures_util::future::join_all;
use orm::{Db, Error, Tenancy, unsafe_text};
use orm_tests::models::tenants::{Desk, desk};
use orm_tests::models::*;
use orm_tests::{TestDb, setup};
use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;

type Call = Box<dyn Fn(Db, i64) -> Called>;
type Called = Pin<Box<dyn Future<Output = Result<(), Error>>>>;

/// Boxes calls, each of which takes a `Db` and the number of the round.
macro_rules! sites {
    ($($name:literal: |$db:ident, $round:ident| $call:expr,)*) => {
        vec![$(($name, Box::new(|$db: Db, $round: i64| -> Called {
            Box::pin(async move {
                let _ = $call.await?;
                Ok(())
            })
        }) as Call)),*]
    };
}

/// 0, 1, 2 and 1,000 elements in turn, and now and then 100,000.
fn length(round: i64) -> i64 {
    match round % 97 {
        96 => 100_000,
        _ => [0, 1, 2, 1_000][(round % 4) as usize],
    }
}

fn ids(round: i64) -> impl Iterator<Item = i64> {
    (0..length(round)).map(move |id| 1_000_000_000 + round + id)
}

fn tags(site: &str, round: i64, most: i64) -> Vec<tag::New> {
    let new = |number| tag::New { name: format!("{site} {round} {number}") };
    (0..length(round).min(most)).map(new).collect()
}

fn new_product(site: &str, round: i64) -> product::New {
    product::New { sku: format!("{site} {round}"), price: round.into(), stock: None }
}

async fn patched(db: &Db, patch: product::Patch) -> Result<Product, Error> {
    let row = Product::query().filter(|p| p.sku.eq("patched")).one(db).await?;
    row.update(db, patch).await
}

fn sites() -> Vec<(&'static str, Call)> {
    let mut all = reads();
    all.extend(writes());
    all
}

fn reads() -> Vec<(&'static str, Call)> {
    sites! {
        "a list": |db, i| Tag::query().filter(|t| t.id.is_in(ids(i))).all(&db),
        "a list to count": |db, i| Tag::query().filter(|t| t.id.is_in(ids(i))).count(&db),
        "a list of texts": |db, i| {
            let names = ids(i).map(|id| id.to_string());
            Tag::query().filter(|t| !t.name.is_in(names) & t.id.lt(3)).all(&db)
        },
        "a limit": |db, i| Tag::query().order_by(|t| t.id.asc()).limit(i as u64 % 7).all(&db),
        "an offset": |db, i| {
            let query = Tag::query().order_by(|t| t.id.desc());
            query.limit(1 + i as u64 % 3).offset(i as u64 % 11).all(&db)
        },
        "the first page": |db, i| Tag::query().page(&db, 1 + i as u32 % 5, None),
        "a by key": |db, i| Tag::find(&db, i),
        "a by the same key": |db, i| Tag::find(&db, -i),
        "an optional": |db, i| Tag::query().filter(|t| t.id.eq(i)).optional(&db),
        "a first": |db, i| Tag::query().filter(|t| t.id.gt(i)).first(&db),
        "an exists": |db, i| Tag::query().filter(|t| t.id.eq(i)).exists(&db),
        "a pattern": |db, i| {
            let query = Tag::query().filter(|t| t.name.contains(format!("{i}%_")));
            query.select(|t| (t.id, t.name)).all(&db)
        },
        "an optional value": |db, i| {
            let email = (i % 2 == 0).then(|| format!("{i}@example.org"));
            let found = Customer::query().filter(|c| c.email.eq(email.unwrap_or_default()));
            found.all(&db)
        },
        "SQL by hand": |db, i| orm::sql::<i64>("SELECT $1 + CAST(1 AS bigint)").bind(i).one(&db),
    }
}

fn writes() -> Vec<(&'static str, Call)> {
    sites! {
        "a bulk insert": |db, i| Tag::insert_many(tags("bulk", i, 200)).exec(&db),
        "a bulk insert with rows": |db, i| Tag::create_many(&db, tags("rows", i, 200)),
        "an insert": |db, i| Tag::create(&db, tag::New { name: format!("one {i}") }),
        "an upsert": |db, i| {
            let rows = (0..length(i).min(9)).map(|n| new_product("upsert", i % 5 * 10 + n));
            let upsert = Product::insert_many(rows.collect::<Vec<_>>()).on_conflict(|p| p.sku);
            upsert.do_update(|p| p.stock.set(p.stock + 1)).exec(&db)
        },
        "an update": |db, i| {
            let some = Product::query().filter(|p| p.id.is_in(ids(i)));
            some.update(|p| p.stock.set(i as i32)).exec(&db)
        },
        "a delete": |db, i| Tag::query().filter(|t| t.id.is_in(ids(i))).delete().exec(&db),
        "a patch of the price": |db, i| {
            let patch = product::Patch { price: Some(i.into()), ..Default::default() };
            async move { patched(&db, patch).await }
        },
        "a patch of the stock": |db, i| {
            let patch = product::Patch { stock: Some(i as i32), ..Default::default() };
            async move { patched(&db, patch).await }
        },
        "a patch of both": |db, i| {
            let patch = product::Patch {
                price: Some(i.into()), stock: Some(i as i32), ..Default::default()
            };
            async move { patched(&db, patch).await }
        },
        "an empty patch": |db, _i| async move { patched(&db, Default::default()).await },
        "a transaction": |db, i| async move {
            let tx = db.begin().await?;
            Tag::create(&tx, tag::New { name: format!("in a transaction {i}") }).await?;
            tx.commit().await
        },
    }
}

async fn with_tables(t: &TestDb) {
    create(&t.db, &[Country::TABLE, Customer::TABLE, Tag::TABLE, Product::TABLE]).await;
    Product::create(&t.db, new_product("patched", 0)).await.unwrap();
    let rename = Product::query().update(|p| p.sku.set("patched"));
    rename.exec(&t.db).await.unwrap();
}

/// How many statements are prepared, besides the one that asks.
async fn prepared(db: &Db) -> i64 {
    const COUNT: &str = "SELECT count(*) FROM pg_prepared_statements \
         WHERE statement NOT LIKE '%pg_prepared_statements%'";
    orm::sql::<i64>(COUNT).one(db).await.unwrap()
}

#[tokio::test]
async fn ten_thousand_mixed_calls_prepare_few_statements() {
    let t = setup::postgres().await;
    with_tables(&t).await;
    let db = Db::builder(&t.url).max_connections(1).connect().await.unwrap();
    let sites = sites();
    for round in 0..10_000 {
        let (name, call) = &sites[round % sites.len()];
        let result = call(db.clone(), (round / sites.len()) as i64).await;
        result.unwrap_or_else(|error| panic!("{name}: {error:?}"));
    }
    let prepared = prepared(&db).await;
    assert!(prepared > 10, "they are kept: {prepared}");
    assert!(prepared < sites.len() as i64, "{prepared} statements of {} sites", sites.len());
}

/// What a site sends, by the site, for lists of every length and all kinds of other data.
async fn texts(t: &TestDb) -> BTreeMap<&'static str, BTreeSet<Vec<String>>> {
    with_tables(t).await;
    let mut texts: BTreeMap<_, BTreeSet<Vec<String>>> = BTreeMap::new();
    for (name, call) in &sites() {
        for round in [0, 1, 2, 3, 4, 96] {
            let recorded = t.db.record(async || call(t.db.clone(), round).await).await;
            recorded.value.unwrap_or_else(|error| panic!("{name}: {error:?}"));
            // A bulk insert of no rows sends nothing.
            let sent: Vec<_> = recorded.statements.iter().map(|s| s.sql.to_string()).collect();
            texts.entry(*name).or_default().extend((!sent.is_empty()).then_some(sent));
        }
    }
    texts
}

#[tokio::test]
async fn a_call_site_has_one_text() {
    for t in [setup::sqlite().await, setup::postgres().await] {
        for (name, texts) in texts(&t).await {
            assert_eq!(texts.len(), 1, "{name}: {texts:#?}");
            for text in texts.iter().flatten() {
                assert!(!text.contains("1000000") && text.len() < 500, "{name}: {text}");
            }
        }
    }
}

/// Runs so many different statements.
async fn different(db: &Db, texts: std::ops::Range<i64>) {
    for number in texts {
        let text = unsafe_text(format!("SELECT CAST($1 AS bigint) + {number}"));
        assert_eq!(orm::sql::<i64>(text).bind(number).one(db).await.unwrap(), 2 * number);
    }
}

#[tokio::test]
async fn a_connection_keeps_no_more_statements_than_it_may() {
    let t = setup::postgres().await;
    for most in [1, 8] {
        let builder = Db::builder(&t.url).max_connections(1).statement_cache(most);
        let db = builder.connect().await.unwrap();
        different(&db, 0..50).await;
        // The statement that asks takes the place of one.
        assert_eq!(prepared(&db).await, most as i64 - 1);
        different(&db, 40..50).await;
        assert!(prepared(&db).await < most as i64);
    }
}

/// As many as it may by default, when it has seen a thousand; the first ones were the first to go.
#[tokio::test]
async fn a_thousand_statements_leave_the_latest() {
    const MOST: i64 = 256;
    let t = setup::postgres().await;
    let db = Db::builder(&t.url).max_connections(1).connect().await.unwrap();
    different(&db, 0..1000).await;
    const KEPT: &str = "SELECT statement FROM pg_prepared_statements \
         WHERE statement NOT LIKE '%pg_prepared_statements%'";
    let mut kept = orm::sql::<String>(KEPT).all(&db).await.unwrap();
    // The statement that asks takes the place of one.
    let text = |number: i64| format!("SELECT CAST($1 AS bigint) + {number}");
    let mut expected: Vec<_> = (1000 - MOST + 1..1000).map(text).collect();
    kept.sort();
    expected.sort();
    assert_eq!(kept, expected);
}

#[tokio::test]
async fn without_a_cache_nothing_is_prepared() {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let db = Db::builder(&t.url).max_connections(1).statement_cache(0).connect().await.unwrap();
    different(&db, 0..50).await;
    Tag::create_many(&db, tags("off", 3, 100)).await.unwrap();
    assert_eq!(Tag::query().filter(|t| t.id.is_in(1..60)).count(&db).await.unwrap(), 59);
    const COUNT: &str = "SELECT count(*) FROM pg_prepared_statements";
    assert_eq!(orm::sql::<i64>(COUNT).one(&db).await.unwrap(), 0);
}

/// A statement whose preparation nobody waits for is neither lost nor left behind.
#[tokio::test]
async fn dropped_preparations_leave_nothing() {
    let t = setup::postgres().await;
    let db = Db::builder(&t.url).max_connections(1).statement_cache(8).connect().await.unwrap();
    for number in 0..50_i64 {
        let text = || unsafe_text(format!("SELECT CAST($1 AS bigint) + {number}"));
        let mut dropped = Box::pin(orm::sql::<i64>(text()).bind(number).one(&db));
        for _ in 0..2 {
            if futures_util::poll!(dropped.as_mut()).is_ready() {
                break;
            }
        }
        drop(dropped);
        assert_eq!(orm::sql::<i64>(text()).bind(number).one(&db).await.unwrap(), 2 * number);
    }
    assert!(prepared(&db).await <= 8);
}

/// A table that changes its columns makes the statements on it stale: they are prepared again.
#[tokio::test]
async fn statements_outlive_a_change_of_their_table() {
    let t = setup::postgres().await;
    let db = Db::builder(&t.url).max_connections(1).connect().await.unwrap();
    let run = async |text: &'static str| orm::sql::<()>(text).exec(&db).await.unwrap();
    run("CREATE TABLE things (id bigint, size integer)").await;
    run("INSERT INTO things VALUES (1, 2)").await;
    let read = async || orm::sql::<String>("SELECT (things).size::text FROM things").one(&db).await;
    let star = async || orm::sql::<(i64, i32)>("SELECT * FROM things").one(&db).await;
    assert_eq!((read().await.unwrap(), star().await.unwrap()), ("2".into(), (1, 2)));
    run("ALTER TABLE things ALTER size TYPE bigint").await;
    assert_eq!(read().await.unwrap(), "2");
    let wide = orm::sql::<(i64, i64)>("SELECT * FROM things").one(&db).await;
    assert_eq!(wide.unwrap(), (1, 2), "prepared again with the new type");
}

/// How many tenants there are: `ORM_TEST_TENANTS=10000` for what the library promises.
fn tenants() -> i64 {
    let many = std::env::var("ORM_TEST_TENANTS");
    many.map_or(1000, |many| many.parse().expect("a number of tenants"))
}

/// The schemas of many tenants, each with one table, on a connection beside the pool.
async fn create_many(t: &TestDb) {
    let server = setup::superuser(t).await;
    let create = |id| orm_migrate::create_tenant_sql(&format!("tenant_{id}"), &[Desk::TABLE]);
    for from in (1..=tenants()).step_by(100) {
        // Without the reference to people, who are left out.
        let ids = from..(from + 100).min(tenants() + 1);
        let statements = ids.flat_map(create).filter(|sql| !sql.starts_with("ALTER TABLE"));
        let text: Vec<String> = statements.collect();
        server.batch_execute(&text.join("; ")).await.unwrap();
    }
}

#[tokio::test]
async fn a_thousand_tenants_with_schemas_leave_none() {
    let t = &setup::postgres().await;
    let builder = Db::builder(&t.url).tenancy(Tenancy::schemas()).max_connections(4);
    let db = builder.statement_cache(16).connect().await.unwrap();
    create_many(t).await;
    let visit = async |id: i64| {
        let tenant = db.tenant(id);
        let desk = Desk::create(&tenant, desk::New { person_id: id }).await?;
        let found = Desk::query().filter(|d| d.person_id.eq(id)).all(&tenant).await?;
        assert_eq!((found.len(), found[0].tenant_id, found[0].id), (1, id, desk.id));
        let changed = Desk::query().update(|d| d.person_id.set(-id)).exec(&tenant).await?;
        assert_eq!(changed, 1);
        assert_eq!(Desk::query().count(&tenant).await?, 1);
        Ok::<_, Error>(())
    };
    let ids: Vec<i64> = (1..=tenants()).collect();
    for part in ids.chunks(4) {
        for result in join_all(part.iter().map(|id| visit(*id))).await {
            result.unwrap();
        }
    }
    // Of each connection, inside transactions, so that no two questions meet the same one.
    let transactions: Vec<_> = join_all((0..4).map(|_| db.begin())).await;
    let mut prepared = BTreeMap::new();
    for tx in transactions {
        let tx = tx.unwrap();
        let question = "SELECT pg_backend_pid(), (SELECT count(*) FROM pg_prepared_statements \
                        WHERE statement LIKE '%tenant%'), (SELECT count(*) FROM pg_prepared_statements)";
        let (pid, tenants, all) = orm::sql::<(i32, i64, i64)>(question).one(&tx).await.unwrap();
        prepared.insert(pid, (tenants, all));
        tx.commit().await.unwrap();
    }
    assert_eq!(prepared.len(), 4);
    for (of_tenants, all) in prepared.into_values() {
        assert!(of_tenants <= 1 && all <= 16, "the question itself: {of_tenants} of {all}");
    }
    let schemas = orm_migrate::tenant_schemas(&db).await.unwrap();
    assert_eq!(schemas.len() as i64, tenants());
}
