//! Statements that take long, and callers who wait for a connection: both are given up.

use crate::cut::{LONGEST, cut_within};
use crate::place::{Place, Pool};
use crate::{LINGER, requests};
use orm::Db;
use orm_tests::models::{Tag, tag};
use orm_tests::setup;
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// Nobody waits so long for it.
const SLEEP: &str = "SELECT 1::bigint FROM pg_sleep(60)";
const WAIT: Duration = Duration::from_millis(60);

#[tokio::test(flavor = "current_thread")]
async fn a_statement_that_takes_long_is_canceled() {
    for connections in [1, 3] {
        let pool = Pool { connections, is_cold: false };
        let place = Place::new(setup::postgres().await, pool).await;
        let before = place.total().await;
        for linger in LINGER {
            for polls in 0..8 {
                let db = &place.db;
                let start = Instant::now();
                let slow = orm::sql::<i64>(SLEEP).all(db);
                let _ = cut_within(slow, polls, linger, WAIT).await;
                place.check(&format!("asleep after {polls} polls")).await;
                let inside = async {
                    let tx = db.begin().await?;
                    Tag::create(&tx, tag::New { name: "asleep".into() }).await?;
                    orm::sql::<i64>(SLEEP).all(&tx).await?;
                    tx.commit().await
                };
                let _ = cut_within(inside, polls, linger, WAIT).await;
                place.check(&format!("asleep in a transaction after {polls} polls")).await;
                assert_eq!(place.total().await, before);
                assert!(start.elapsed() < 2 * LONGEST, "nobody waited for the sleep to end");
            }
        }
        requests::thousand(&place).await;
    }
}

/// The time runs out while the future is dropped, before, and after.
#[tokio::test(flavor = "current_thread")]
async fn a_timeout_is_dropped_on_its_way() {
    let t = setup::postgres().await;
    let place = Place::new(t, Pool { connections: 1, is_cold: false }).await;
    let url = place.url().to_owned();
    let hasty = Db::builder(url)
        .max_connections(1)
        .query_timeout(Duration::from_millis(50))
        .connect()
        .await
        .unwrap();
    let mut timeouts = 0;
    for linger in LINGER {
        for polls in 0..12 {
            let slow = orm::sql::<i64>(SLEEP).all(&hasty);
            if let Ok(Some(result)) = cut_within(slow, polls, linger, LONGEST).await {
                let error = result.unwrap_err();
                assert!(error.is_timeout(), "after {polls} polls and {linger:?}: {error:?}");
                timeouts += 1;
            }
            for number in 0..5_i64 {
                let answer = timeout(LONGEST, answer(&hasty, number)).await;
                assert_eq!(answer.expect("it answers in time"), number, "after {polls} polls");
            }
        }
    }
    assert!(timeouts > 0, "some came to their end");
}

/// On a busy machine, what takes no time may run out of it, too.
async fn answer(db: &Db, number: i64) -> i64 {
    loop {
        match orm::sql::<i64>("SELECT $1::bigint").bind(number).one(db).await {
            Ok(answer) => return answer,
            Err(error) => assert!(error.is_timeout(), "{error:?}"),
        }
    }
}

/// Who gives up waiting for a connection leaves none behind.
#[tokio::test(flavor = "current_thread")]
async fn a_wait_for_a_connection_is_dropped() {
    for t in [setup::postgres().await, setup::sqlite().await] {
        let place = Place::new(t, Pool { connections: 1, is_cold: false }).await;
        let before = place.total().await;
        for linger in LINGER {
            for polls in 0..5 {
                let held = place.db.begin().await.unwrap();
                let waiting = Tag::create(&place.db, tag::New { name: "waited".into() });
                let cut = cut_within(waiting, polls, linger, WAIT).await;
                assert!(!matches!(cut, Ok(Some(_))), "there is no connection");
                let waiting = place.db.begin();
                let cut = cut_within(waiting, polls, linger, WAIT).await;
                assert!(!matches!(cut, Ok(Some(_))), "there is no connection");
                drop(held);
                place.check(&format!("waited for {polls} polls")).await;
                assert_eq!(place.total().await, before);
            }
        }
        requests::thousand(&place).await;
    }
}
