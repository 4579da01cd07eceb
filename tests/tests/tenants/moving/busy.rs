//! Moves while many transactions write at once.

use super::small;
use crate::{Ground, Note, TABLES, builder, note, open};
use orm::directory::TenantPlace;
use orm::{Error, Isolation, Tenant, TxOptions, sql, unsafe_text};
use orm_migrate::tenants;
use orm_tests::setup::{self, TestDb};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// Tasks that write for a tenant, each a transaction after the other, until they are told to end.
struct Writers {
    ends: Arc<AtomicBool>,
    written: Arc<AtomicU32>,
    tasks: Vec<JoinHandle<Told>>,
}

/// What a task wrote, and how long its longest transaction took.
#[derive(Default)]
struct Told {
    titles: Vec<String>,
    longest: Duration,
}

impl Writers {
    /// So many, whose transactions stay open for so long after they have written.
    fn start(tenant: &Tenant<i64>, count: usize, open: Duration) -> Writers {
        let (ends, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
        let task = |name: usize| {
            let (tenant, ends, written) = (tenant.clone(), ends.clone(), written.clone());
            tokio::spawn(async move {
                let mut told = Told::default();
                for round in 0.. {
                    if ends.load(Ordering::SeqCst) {
                        break;
                    }
                    let (title, begun) = (format!("{name} {round}"), Instant::now());
                    write(&tenant, &title, open).await.expect("it is written at last");
                    told.longest = told.longest.max(begun.elapsed());
                    told.titles.push(title);
                    written.fetch_add(1, Ordering::SeqCst);
                }
                told
            })
        };
        let tasks = (0..count).map(task).collect();
        Writers { ends, written, tasks }
    }

    /// Waits until they have written so often.
    async fn wait_for(&self, count: u32) {
        let is_so = async || self.written.load(Ordering::SeqCst) >= count;
        setup::wait_until(Duration::from_secs(30), "they write", is_so).await;
    }

    async fn end(self) -> Told {
        self.ends.store(true, Ordering::SeqCst);
        let mut all = Told::default();
        for task in self.tasks {
            let told = task.await.expect("it ends");
            all.titles.extend(told.titles);
            all.longest = all.longest.max(told.longest);
        }
        all.titles.sort_unstable();
        all
    }
}

async fn write(tenant: &Tenant<i64>, title: &str, open: Duration) -> Result<(), Error> {
    let options = TxOptions::new().isolation(Isolation::ReadCommitted).retry(20);
    tenant
        .transaction_with(options, async |tx| {
            let new = note::New { title: title.to_owned(), answer_to: None };
            Note::create(tx, new).await?;
            tokio::time::sleep(open).await;
            Ok::<_, Error>(())
        })
        .await
}

/// The titles of the tenant's notes, but for those that it began with.
async fn written(ground: &Ground) -> Vec<String> {
    let mut titles = ground.titles(1).await;
    titles.retain(|title| !["question", "answer"].contains(&title.as_str()));
    titles.sort_unstable();
    titles
}

async fn one_tenant(t: TestDb) -> Ground {
    let ground = crate::ground(t).await;
    ground.tenants.create(1).seed(async |tx| small(tx).await).await.unwrap();
    ground
}

/// What the mover sees does not depend on the isolation that transactions have by default.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_default_isolation_loses_nothing() {
    for isolation in ["repeatable read", "serializable"] {
        let t = setup::postgres().await;
        let (_, name) = t.url.rsplit_once('/').expect("a URL has a database");
        let set =
            format!("ALTER DATABASE {name} SET default_transaction_isolation = '{isolation}'");
        sql::<()>(unsafe_text(set)).exec(&t.db).await.unwrap();
        let ground = one_tenant(t).await;
        let (directory, _) = open(&crate::connect(&ground.t.url).await).await;
        let tenant = directory.tenant(1).await.unwrap();
        let writers = Writers::start(&tenant, 4, Duration::from_millis(60));
        writers.wait_for(12).await;
        ground.tenants.move_to(1, TenantPlace::schema("own")).run().await.unwrap();
        let told = writers.end().await;
        let found = written(&ground).await;
        assert!(found == told.titles, "{isolation}: {} of {}", found.len(), told.titles.len());
    }
}

/// Writers whose transactions overlap all the time do not pass a move that waits for them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_busy_tenant_is_moved_soon() {
    let ground = one_tenant(setup::postgres().await).await;
    let db = builder(&ground.t.url).max_connections(12).connect().await.unwrap();
    let (directory, _) = open(&db).await;
    let tenant = directory.tenant(1).await.unwrap();
    let writers = Writers::start(&tenant, 10, Duration::from_millis(20));
    writers.wait_for(20).await;
    let moved = ground.tenants.move_to(1, TenantPlace::schema("own")).run().await.unwrap();
    let told = writers.end().await;
    assert_eq!(written(&ground).await, told.titles);
    assert!(moved.pause < Duration::from_secs(1), "{moved:?}");
    assert!(told.longest < Duration::from_secs(2), "one took {:?}", told.longest);
}

/// A program whose pool has so many connections.
async fn pooled(connections: u32) -> Ground {
    let t = setup::postgres().await;
    let db = builder(&t.url).max_connections(connections);
    let db = db.acquire_timeout(Duration::from_secs(4)).connect().await.unwrap();
    for tables in [orm::directory::TABLES, tenants::TABLES, TABLES] {
        orm_migrate::create_tables(&db, tables).await.unwrap();
    }
    let (directory, tenants) = open(&db).await;
    tenants.create(1).seed(async |tx| small(tx).await).await.unwrap();
    Ground { t, db, directory, tenants }
}

/// Those who are held up have connections of the pool that the mover needs, too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_have_the_movers_pool() {
    let ground = pooled(3).await;
    let tenant = ground.directory.tenant(1).await.unwrap();
    let writers = Writers::start(&tenant, 8, Duration::from_millis(20));
    writers.wait_for(16).await;
    let moved = ground.tenants.move_to(1, TenantPlace::schema("own")).run().await.unwrap();
    let told = writers.end().await;
    assert_eq!(written(&ground).await, told.titles);
    assert!(moved.pause < Duration::from_secs(2), "{moved:?}");
}

#[tokio::test]
async fn a_pool_of_one_moves_nobody_beside_itself() {
    let ground = pooled(1).await;
    let begun = Instant::now();
    let own = ground.tenants.move_to(1, TenantPlace::schema("own")).run().await;
    assert!(own.unwrap_err().is_refused() && begun.elapsed() < Duration::from_secs(3));
    // Nothing was begun.
    assert!(ground.tenants.abandon_move(&1).await.unwrap_err().is_refused());
    assert_eq!(ground.titles(1).await, ["question", "answer"]);
}
