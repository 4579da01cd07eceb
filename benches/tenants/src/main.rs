//! What the ways to keep tenants cost.
//!
//! ```text
//! ORM_BENCH_POSTGRES=postgres://.. cargo run --release -p orm-bench-tenants -- 10000
//! ORM_BENCH_POSTGRES=postgres://.. cargo run --release -p orm-bench-tenants -- rows
//! ```
//!
//! The URL's user has to be allowed to make databases, and for `rows` a role and policies that do not hold for
//! itself, as a superuser is; what is measured is in databases of its own, made anew.
//!
//! With a number: a schema for each of so many tenants on one pool of ten connections. The sizes of the
//! server's processes are told if it is on this machine. Printed are, of a visit (a row by a text, a list, an
//! update by key): the time with always the same tenant, the time with another one each time, and their
//! ratio, as medians of rounds that take turns; once with connections that have seen the tenants before,
//! once with such as have not.
//!
//! With `rows`: tables that 100 tenants share, on one connection. Printed are the medians, and the medians of
//! the ratios of rounds that take turns, of the condition by hand, the library's, policies, and both.

mod measure;
mod memory;
mod rows;

use futures_util::{StreamExt, TryStreamExt, stream};
use orm::{Db, Error, Model, Tenancy, Tenant, sql, unsafe_text};
use std::time::Instant;

/// What a visit reads and writes.
#[derive(Model, Debug)]
#[model(tenant = tenant_id, index(kind))]
pub(crate) struct Item {
    /// The key: 1 to 20 in each schema.
    #[model(primary_key, auto)]
    pub id: i64,
    /// Whose it is.
    pub tenant_id: i64,
    /// One of five.
    pub kind: i32,
    /// Some text.
    pub name: String,
    /// Counts the visits.
    pub visits: i32,
}

const DATABASE: &str = "orm_bench_tenants";
const CONNECTIONS: u32 = 10;
const ITEMS: i32 = 20;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let Ok(server) = std::env::var("ORM_BENCH_POSTGRES") else {
        eprintln!("ORM_BENCH_POSTGRES has to be the URL of a server");
        std::process::exit(2);
    };
    let what = std::env::args().nth(1);
    if what.as_deref() == Some("rows") {
        return rows::compare(&server).await;
    }
    let tenants = what.map_or(Ok(10_000), |text| text.parse());
    let Ok(tenants @ 1_i64..) = tenants else {
        eprintln!("expected a number of tenants, or `rows`");
        std::process::exit(2);
    };
    let url = database(&server, DATABASE).await?;
    let db = open(&url, Tenancy::schemas()).await?;

    let start = Instant::now();
    orm_migrate::create_tables(&db, &[Item::TABLE]).await?;
    stream::iter(1..=tenants)
        .map(|id| create(db.tenant(id)))
        .buffer_unordered(CONNECTIONS as usize)
        .try_collect::<()>()
        .await?;
    println!("{tenants} tenants made and filled in {:.1} s", start.elapsed().as_secs_f64());
    db.close(std::time::Duration::from_secs(10)).await?;

    let db = open(&url, Tenancy::schemas()).await?;
    memory::report("at the start", &db, CONNECTIONS).await?;
    let visits: i64 = 20_000;
    let start = Instant::now();
    stream::iter((0..visits).map(|n| n * 7919 % tenants + 1))
        .map(|id| measure::visit(db.tenant(id)))
        .buffer_unordered(CONNECTIONS as usize)
        .try_collect::<()>()
        .await?;
    let rate = visits as f64 / start.elapsed().as_secs_f64();
    println!("{visits} visits of all tenants on {CONNECTIONS} connections: {rate:.0} a second");
    memory::report("after them", &db, CONNECTIONS).await?;
    db.close(std::time::Duration::from_secs(10)).await?;

    for several in [10, 100, 1000, tenants] {
        if several <= tenants {
            measure::compare(&url, several).await?;
        }
    }
    measure::rows(&url).await
}

/// A pool that keeps its connections.
async fn open(url: &str, tenancy: Tenancy) -> Result<Db, Error> {
    let builder = Db::builder(url).tenancy(tenancy).max_connections(CONNECTIONS);
    builder.max_lifetime(None).idle_timeout(None).connect().await
}

/// An empty database, and its URL.
async fn database(server: &str, name: &str) -> Result<String, Error> {
    let admin = Db::connect(server).await?;
    for text in ["DROP DATABASE IF EXISTS", "CREATE DATABASE"] {
        sql::<()>(unsafe_text(format!("{text} {name}"))).exec(&admin).await?;
    }
    let (before, query) = server.split_once('?').unwrap_or((server, ""));
    let (host, _) = before.rsplit_once('/').unwrap_or((before, ""));
    Ok(format!("{host}/{name}?{query}").trim_end_matches('?').to_owned())
}

async fn create(tenant: Tenant<i64>) -> Result<(), Error> {
    orm_migrate::create_tenant(&tenant, &[Item::TABLE]).await?;
    fill(&tenant).await
}

async fn fill(tenant: &Tenant<i64>) -> Result<(), Error> {
    let item = |n| item::New { kind: n % 5, name: format!("item {n}"), visits: 0 };
    Item::insert_many((0..ITEMS).map(item)).exec(tenant).await.map(drop)
}
