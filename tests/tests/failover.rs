//! Servers that go away under load: killed and started again, or replaced by their standby.

use futures_util::future::join_all;
use orm::{Db, Error};
use orm_tests::models::{Product, Tag, create, product, tag};
use orm_tests::setup::{self, Server, Standby};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Everything here comes to its end within this time.
const LONGEST: Duration = Duration::from_secs(20);

/// What a task has seen, from the first request to the last.
#[derive(Debug, Default)]
struct Seen {
    /// The names of rows whose writing was acknowledged.
    kept: Vec<String>,
    /// Those whose writing failed: they may be there or not.
    unknown: Vec<String>,
    /// When requests succeeded.
    answered: Vec<Instant>,
    errors: Vec<Error>,
}

impl Seen {
    /// The first answer after this moment.
    fn first_after(&self, moment: Instant) -> Instant {
        let first = self.answered.iter().find(|answered| **answered > moment);
        *first.expect("every task is answered again")
    }
}

/// Writes numbered rows, and reads each, until it is told to stop.
async fn write(db: Db, task: usize, done: Arc<AtomicBool>) -> Seen {
    let mut seen = Seen::default();
    for number in 0.. {
        if done.load(Ordering::Relaxed) {
            break;
        }
        let name = format!("task {task} row {number}");
        match write_one(&db, number, &name).await {
            Ok(tag) => {
                assert_eq!(tag.name, name, "an answer of its own");
                seen.kept.push(name);
                seen.answered.push(Instant::now());
            }
            Err(error) => {
                seen.unknown.push(name);
                seen.errors.push(error);
                // As a program does that tries again.
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
    seen
}

/// By itself, and in a transaction.
async fn write_one(db: &Db, number: usize, name: &str) -> Result<Tag, Error> {
    let new = tag::New { name: name.to_owned() };
    if number.is_multiple_of(2) {
        return Tag::create(db, new).await;
    }
    db.transaction(async |tx| {
        let made = Tag::create(tx, new).await?;
        Tag::get(tx, made.id).await
    })
    .await
}

/// Runs so many tasks while `fault` happens; gives what they saw, and what it gave.
async fn under_load<T>(db: &Db, tasks: usize, fault: impl AsyncFnOnce() -> T) -> (Vec<Seen>, T) {
    let done = Arc::new(AtomicBool::new(false));
    let tasks: Vec<_> =
        (0..tasks).map(|task| tokio::spawn(write(db.clone(), task, done.clone()))).collect();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let given = fault().await;
    done.store(true, Ordering::Relaxed);
    let mut seen = Vec::new();
    for task in tasks {
        let ended = tokio::time::timeout(LONGEST, task).await.expect("every task comes to its end");
        seen.push(ended.expect("every answer is right"));
    }
    (seen, given)
}

/// Every row that was acknowledged is there, and nothing that nobody wrote.
async fn rows_are_accounted_for(db: &Db, seen: &[Seen]) {
    let there = Tag::query().select(|t| t.name).all(db).await.unwrap();
    let there: BTreeSet<_> = there.into_iter().collect();
    let kept: BTreeSet<_> = seen.iter().flat_map(|seen| seen.kept.iter().cloned()).collect();
    let lost: Vec<_> = kept.difference(&there).collect();
    assert!(lost.is_empty(), "acknowledged and not there: {lost:?}");
    let unknown: BTreeSet<_> = seen.iter().flat_map(|seen| seen.unknown.iter()).collect();
    let strange: Vec<_> = there.difference(&kept).filter(|name| !unknown.contains(name)).collect();
    assert!(strange.is_empty(), "there and never written: {strange:?}");
}

fn only_lost_connections(seen: &[Seen]) {
    for error in seen.iter().flat_map(|seen| &seen.errors) {
        assert!(error.is_connection_lost(), "{error:?}");
    }
    assert!(seen.iter().any(|seen| !seen.errors.is_empty()), "somebody noticed");
}

/// The moment from which a server takes connections.
async fn takes_connections(url: &str) -> Instant {
    let start = Instant::now();
    while tokio_postgres::connect(url, tokio_postgres::NoTls).await.is_err() {
        assert!(start.elapsed() < LONGEST, "it comes back");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Instant::now()
}

/// How soon every task has an answer after the server's return.
const BACK: Duration = Duration::from_secs(1);

/// On a busy machine, a round may take longer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_is_killed_under_load_and_comes_back() {
    let server = Server::start("max_connections = 40").await;
    let db = Db::builder(server.url()).max_connections(8).connect().await.unwrap();
    create(&db, &[Tag::TABLE]).await;
    let mut took = Vec::new();
    while took.last().is_none_or(|took| *took >= BACK) {
        assert!(took.len() < 3, "tasks waited for {took:?} after the return");
        took.push(kill_under_load(&server, &db).await);
    }
}

/// Gives how long the task waited for its first answer after the server's return that waited longest.
async fn kill_under_load(server: &Server, db: &Db) -> Duration {
    Tag::query().delete().exec(db).await.unwrap();
    let (seen, back) = under_load(db, 32, async || {
        tokio::task::block_in_place(|| server.kill_all());
        tokio::time::sleep(Duration::from_millis(500)).await;
        let url = server.url();
        let back = tokio::spawn(async move { takes_connections(&url).await });
        tokio::task::block_in_place(|| server.start_again());
        let back = back.await.unwrap();
        tokio::time::sleep(Duration::from_millis(1200)).await;
        back
    })
    .await;
    only_lost_connections(&seen);
    rows_are_accounted_for(db, &seen).await;
    let waited = seen.iter().map(|seen| seen.first_after(back) - back);
    waited.max().expect("there are tasks")
}

/// The primary and its standby, which has whatever was acknowledged; and the URL of both.
async fn cluster() -> (Server, Standby, String) {
    let primary =
        Server::start("max_connections = 40\nsynchronous_standby_names = 'standby'").await;
    let standby = Standby::of(&primary).await;
    let hosts = format!("{},{}", primary.address(), standby.server().address());
    let url = format!("postgres://orm@{hosts}/postgres?target_session_attrs=read-write");
    (primary, standby, url)
}

/// Whether writes go to this server.
async fn writes_to(db: &Db, server: &Server) -> bool {
    let port = db.transaction(async |tx| {
        const NEW: &str = "SELECT CAST(gen_random_uuid() AS text)";
        let name = orm::sql::<String>(NEW).one(tx).await?;
        let tag = Tag::create(tx, tag::New { name }).await?;
        let port = orm::sql::<i64>("SELECT CAST(inet_server_port() AS bigint)").one(tx).await?;
        tag.delete(tx).await?;
        Ok::<_, Error>(port)
    });
    server.address().ends_with(&format!(":{}", port.await.unwrap()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_standby_is_promoted_under_load() {
    let (primary, standby, url) = cluster().await;
    let db = Db::builder(&url).max_connections(8).connect().await.unwrap();
    create(&db, &[Tag::TABLE]).await;
    assert!(writes_to(&db, &primary).await, "the standby only reads");
    let (seen, promoted) = under_load(&db, 8, async || {
        tokio::task::block_in_place(|| primary.kill_all());
        tokio::time::sleep(Duration::from_millis(300)).await;
        tokio::task::block_in_place(|| standby.promote());
        let promoted = Instant::now();
        tokio::time::sleep(Duration::from_secs(3)).await;
        promoted
    })
    .await;
    only_lost_connections(&seen);
    for seen in &seen {
        let took = seen.first_after(promoted) - promoted;
        assert!(took < Duration::from_secs(3), "a task waited for {took:?} after the promotion");
    }
    rows_are_accounted_for(&db, &seen).await;

    // The old primary comes back, first in the URL, as one that only reads.
    primary.demote(standby.server());
    tokio::task::block_in_place(|| primary.start_again());
    takes_connections(&primary.url()).await;
    let another = Db::connect(&url).await.unwrap();
    for _ in 0..5 {
        assert!(writes_to(&db, standby.server()).await);
        assert!(writes_to(&another, standby.server()).await);
    }
}

/// Who manages a cluster may leave the old primary up, and let it only read.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_primary_that_no_longer_writes_is_left() {
    const CONNECTIONS: usize = 3;
    let (primary, standby, url) = cluster().await;
    let db = Db::builder(&url).max_connections(CONNECTIONS as u32).connect().await.unwrap();
    create(&db, &[Tag::TABLE]).await;
    let all = join_all((0..CONNECTIONS).map(|_| db.begin())).await;
    assert!(all.iter().all(Result::is_ok), "each connection has been made");
    drop(all);
    let admin = setup::client(&primary.url()).await;
    admin.batch_execute("ALTER SYSTEM SET default_transaction_read_only = on").await.unwrap();
    admin.batch_execute("SELECT pg_reload_conf()").await.unwrap();
    const IS_SET: &str = "SELECT current_setting('default_transaction_read_only') = 'on'";
    setup::wait_until(LONGEST, "the primary only reads", async || {
        admin.query_one(IS_SET, &[]).await.unwrap().get(0)
    })
    .await;
    tokio::task::block_in_place(|| standby.promote());
    // The first call of each connection is refused, and sent once more to the other server.
    for _ in 0..2 * CONNECTIONS {
        let moved = Tag::create(&db, tag::New { name: "moved".into() }).await;
        moved.expect("nobody is told of a refusal").delete(&db).await.expect("nobody is told");
    }
    assert!(db.pool_stats().closed.demoted > 0, "{:?}", db.pool_stats());
    for _ in 0..2 * CONNECTIONS {
        let all = join_all((0..CONNECTIONS).map(|_| writes_to(&db, standby.server()))).await;
        assert_eq!(all, [true; CONNECTIONS]);
    }
}

/// A reader takes whichever host is there: the standby, while there is no primary.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_go_on_without_a_primary() {
    let (primary, standby, url) = cluster().await;
    let db = Db::connect(&url).await.unwrap();
    create(&db, &[Product::TABLE]).await;
    let new = product::New { sku: "kept".into(), price: 1.into(), stock: None };
    let kept = Product::create(&db, new).await.unwrap();
    standby.catch_up(&primary).await;
    tokio::task::block_in_place(|| primary.stop_at_once());
    let url = url.replace("read-write", "any");
    let reader = Db::builder(url).max_connections(2).connect().await.unwrap();
    assert_eq!(Product::get(&reader, kept.id).await.unwrap(), kept);
    let error = kept.delete(&reader).await.unwrap_err();
    assert_eq!(error.code(), Some("25006"), "it only reads: {error:?}");
    // Nothing is wrong with the connection.
    assert_eq!(Product::query().count(&reader).await.unwrap(), 1);
    // Nobody can write, and that is told in the time that was given.
    let writer = Db::builder(standby_only(&standby)).connect().await;
    assert!(writer.unwrap_err().is_connection_lost());
}

fn standby_only(standby: &Standby) -> String {
    format!("{}?target_session_attrs=read-write", standby.server().url())
}
