//! Visits of the same tenant, and of one after the other.

use crate::{Item, fill, memory};
use orm::{Db, Error, Tenancy, Tenant};
use std::time::{Duration, Instant};

const ROUNDS: usize = 15;
const VISITS: usize = 300;

/// A row by a text, a list by an index, and an update by key.
pub(crate) async fn visit(tenant: Tenant<i64>) -> Result<(), Error> {
    let item = Item::query().filter(|i| i.name.eq("item 3")).one(&tenant).await?;
    Item::query().filter(|i| i.kind.eq(item.kind)).all(&tenant).await?;
    let key = item.id;
    let same = Item::query().filter(|i| i.id.eq(key));
    same.update(|i| i.visits.set(i.visits + 1)).exec(&tenant).await?;
    Ok(())
}

/// Prints the cost of changing between the first `tenants` on one connection.
///
/// # Errors
///
/// If the database is not there, or has not so many tenants.
pub(crate) async fn compare(url: &str, tenants: i64) -> Result<(), Error> {
    let db = one(url, Tenancy::schemas()).await?;
    orm::sql::<i32>("SELECT 1").one(&db).await?;
    // The first visit of each tenant fills the server's caches.
    let all: Vec<i64> = (1..=tenants).collect();
    let first = visits(&db, &all).await?;
    let one = [1; VISITS];
    visits(&db, &one).await?;
    let mut random = 1_u64;
    let mut next = || {
        // Knuth's MMIX.
        random =
            random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as i64 % tenants + 1
    };
    let (mut same, mut other) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        same.push(visits(&db, &one).await?);
        other.push(visits(&db, &[(); VISITS].map(|()| next())).await?);
    }
    let (same, other) = (median(same), median(other));
    println!(
        "{tenants} tenants: a visit of the same {same:?}, of another {other:?}, ratio {:.2}; \
         the first visit {first:?}, ratio {:.2}",
        other.as_secs_f64() / same.as_secs_f64(),
        first.as_secs_f64() / same.as_secs_f64(),
    );
    memory::report("after them", &db, 1).await?;
    db.close(Duration::from_secs(10)).await
}

/// Prints what the same visits cost where tenants share a table, with statements that stay prepared.
///
/// # Errors
///
/// If the database is not there.
pub(crate) async fn rows(url: &str) -> Result<(), Error> {
    let db = one(url, Tenancy::Rows).await?;
    orm_migrate::create_tables(&db, &[Item::TABLE]).await?;
    for id in 1..=100 {
        fill(&db.tenant(id)).await?;
    }
    orm::sql::<()>("ANALYZE items").exec(&db).await?;
    let ids: Vec<i64> = (0..VISITS as i64).map(|n| n * 37 % 100 + 1).collect();
    visits(&db, &ids).await?;
    let mut all = Vec::new();
    for _ in 0..ROUNDS {
        all.push(visits(&db, &ids).await?);
    }
    println!("for comparison, in tables that 100 tenants share: {:?}", median(all));
    db.close(Duration::from_secs(10)).await
}

async fn one(url: &str, tenancy: Tenancy) -> Result<Db, Error> {
    let builder = Db::builder(url).tenancy(tenancy).max_connections(1);
    builder.max_lifetime(None).connect().await
}

/// How long one visit takes, of these.
async fn visits(db: &Db, ids: &[i64]) -> Result<Duration, Error> {
    let start = Instant::now();
    for id in ids {
        visit(db.tenant(*id)).await?;
    }
    Ok(start.elapsed() / ids.len() as u32)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
