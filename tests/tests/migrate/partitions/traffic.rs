//! Readers and writers while partitions come and go.

use super::models::Event;
use super::{maintenance, month, write};
use orm::Db;
use orm_migrate::create_tables;
use orm_tests::setup;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_fails_and_nobody_waits_long() {
    let t = setup::postgres().await;
    let db = &t.db;
    create_tables(db, &[Event::TABLE]).await.unwrap();
    let (now, is_over) = (Arc::new(AtomicI32::new(0)), Arc::new(AtomicBool::new(false)));
    let tasks: Vec<_> = (0..4)
        .map(|number| tokio::spawn(traffic(db.clone(), number, now.clone(), is_over.clone())))
        .collect();
    for at in 1..=8 {
        maintenance(db, month(at)).run().await.expect("it comes through");
        now.store(at, Ordering::Relaxed);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    is_over.store(true, Ordering::Relaxed);
    let (mut count, mut longest) = (0, Duration::ZERO);
    for task in tasks {
        let (own, slowest) = task.await.expect("nothing fails");
        count += own;
        longest = longest.max(slowest);
    }
    assert!(count > 20, "{count} statements");
    assert!(longest < Duration::from_secs(5), "{longest:?}");
    // Three before the last one were dropped, and the others have their rows.
    assert!(Event::query().filter(|e| e.at.lt(month(5))).count(db).await.unwrap() == 0);
    assert!(Event::query().count(db).await.unwrap() > 0);
}

/// Writes in the month of today, or reads it; gives how often, and how long it took at most.
async fn traffic(
    db: Db,
    number: usize,
    now: Arc<AtomicI32>,
    is_over: Arc<AtomicBool>,
) -> (u32, Duration) {
    let (mut count, mut longest) = (0, Duration::ZERO);
    while !is_over.load(Ordering::Relaxed) {
        let start = Instant::now();
        let today = month(now.load(Ordering::Relaxed));
        if number.is_multiple_of(2) {
            write(&db, today).await.expect("there is a partition for it");
        } else {
            Event::query().count(&db).await.expect("it can be read");
        }
        longest = longest.max(start.elapsed());
        count += 1;
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    (count, longest)
}
