//! One pool on two runtimes.

use futures_util::future::join_all;
use orm::{Db, Error};
use orm_tests::models::{Tag, create, tag};
use orm_tests::setup;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

const CONNECTIONS: usize = 4;

/// Made on one, and used on another one, which ends first.
#[test]
fn a_pool_works_on_another_runtime() {
    let home = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    for t in [home.block_on(setup::postgres()), home.block_on(setup::sqlite())] {
        let db = home.block_on(async {
            create(&t.db, &[Tag::TABLE]).await;
            let builder = Db::builder(&t.url).max_connections(CONNECTIONS as u32);
            builder.acquire_timeout(Duration::from_secs(5)).connect().await.unwrap()
        });
        let mut kept = 0;
        let two_threads = Builder::new_multi_thread().worker_threads(2).enable_all().build();
        for away in [current_thread(), two_threads.unwrap()] {
            // Both at the same time.
            let there = std::thread::spawn({
                let db = db.clone();
                move || away.block_on(within(work(&db)))
            });
            kept += home.block_on(within(work(&db))).unwrap();
            kept += there.join().unwrap().unwrap();
            // Connections that were made there have ended with it.
            kept += home.block_on(within(work(&db))).unwrap();
            assert_eq!(home.block_on(within(Tag::query().count(&db))).unwrap(), kept);
        }
        drop(db);
        home.block_on(async move { drop(t) });
    }
}

fn current_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(10), work).await.expect("it comes to an end in time")
}

/// More tasks than connections; gives how many rows they have written.
async fn work(db: &Db) -> Result<i64, Error> {
    let tasks = (0..3 * CONNECTIONS).map(|_| async {
        Tag::create(db, new()).await?;
        let tx = db.begin().await?;
        Tag::create(&tx, new()).await?;
        drop(tx);
        db.transaction(async |tx| Tag::create(tx, new()).await).await?;
        Tag::query().all(db).await?;
        let mut rows = Tag::query().stream(db);
        while rows.next().await?.is_some() {}
        Ok::<_, Error>(2)
    });
    join_all(tasks).await.into_iter().sum()
}

fn new() -> tag::New {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    tag::New { name: NEXT.fetch_add(1, Ordering::Relaxed).to_string() }
}
