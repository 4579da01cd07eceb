//! A server that starts, and takes nobody yet: how often it is asked, and what callers are told.

use super::soon;
use futures_util::future::join_all;
use orm::Db;
use orm_tests::models::{Tag, create};
use orm_tests::setup::{self, Proxy, Refuses, Stub, Way};
use std::time::{Duration, Instant};

/// "The database system is starting up": `cannot_connect_now`.
const STARTING: &str = "57P03";

const TASKS: u32 = 10;
const CALLS: u32 = 100;

/// A thousand calls in two seconds, while nothing but the refusal comes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_make_few_attempts() {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let proxy = Proxy::to(&t.url).await;
    let db = Db::builder(proxy.url(&t.url)).max_connections(8).connect().await.unwrap();
    assert_eq!(Tag::query().count(&db).await.unwrap(), 0);
    let stub = Stub::start(Refuses::Sessions, STARTING).await;
    proxy.lead_to(&stub.address());
    proxy.set(Way::Cut);
    tokio::time::sleep(Duration::from_millis(20)).await;
    proxy.set(Way::Open);

    let start = Instant::now();
    let tasks = (0..TASKS).map(|_| {
        let db = db.clone();
        tokio::spawn(async move {
            for call in 0..CALLS {
                let at = start + call * Duration::from_millis(2_000) / CALLS;
                tokio::time::sleep_until(at.into()).await;
                let error = Tag::query().count(&db).await.expect_err("nobody takes it");
                assert!(error.is_connection_lost(), "{error:?}");
                assert_eq!(error.code(), Some(STARTING), "{error:?}");
            }
        })
    });
    for task in soon(join_all(tasks.collect::<Vec<_>>())).await {
        task.unwrap();
    }
    // A first one for each connection, and then ever fewer: pauses of 10 ms at first, of 200 ms at last.
    let attempts = stub.sessions();
    assert!((3..=35).contains(&attempts), "{attempts} attempts for {} calls", TASKS * CALLS);
    let stats = db.pool_stats();
    assert_eq!((stats.connections, stats.waiting), (0, 0), "{stats:?}");

    let (_, place) = t.url.split_once('@').unwrap();
    proxy.lead_to(place.split('/').next().unwrap());
    setup::wait_until(Duration::from_secs(5), "it works again", async || {
        Tag::query().count(&db).await.is_ok()
    })
    .await;
}
