//! A connection that died without a word: nobody gets it who could be spared.

use super::soon;
use orm::Db;
use orm_tests::models::{Tag, create};
use orm_tests::setup::{self, Proxy, Way};
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// The first caller gives up while it is asked whether it works. That was no use of it: the second one
/// does not get it without an answer.
#[tokio::test]
async fn a_test_that_was_given_up_is_made_again() {
    // Shorter and longer than the pause between the two.
    let [short, long] = [1, 250].map(|idle| give_up_a_test(Duration::from_millis(idle)));
    tokio::join!(short, long);
}

async fn give_up_a_test(idle: Duration) {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let proxy = Proxy::to(&t.url).await;
    let url = proxy.url(&t.url);
    let db = Db::builder(url.replace(place(&url), &format!("{},{}", place(&url), place(&t.url))))
        .max_connections(1)
        .test_after_idle(idle)
        .connect_timeout(Duration::from_millis(200))
        .connect()
        .await
        .unwrap();
    assert_eq!(Tag::query().count(&db).await.unwrap(), 0);
    sleep(idle + Duration::from_millis(20)).await;
    proxy.set(Way::Silent);
    let first = timeout(Duration::from_millis(100), Tag::query().count(&db)).await;
    assert!(first.is_err(), "it does not answer: {first:?}");
    // Its test fails, and the other host takes over.
    assert_eq!(soon(Tag::query().count(&db)).await.unwrap(), 0);
    let stats = db.pool_stats();
    assert_eq!((stats.created, stats.closed.broken), (2, 1), "{stats:?}");
}

/// The host with the port.
fn place(url: &str) -> &str {
    url.split_once('@').unwrap().1.split('/').next().unwrap()
}
