//! A connection that is held for too long is reported, once, with the line that took it.

use futures_util::future::join_all;
use orm::Db;
use orm_tests::models::{Tag, create, tag};
use orm_tests::setup;
use std::time::{Duration, Instant};
use tokio::time::timeout;

#[tokio::test]
async fn it_is_reported_once_with_its_place() {
    for t in [setup::postgres().await, setup::sqlite().await] {
        let threshold = Duration::from_millis(300);
        let db = Db::builder(&t.url).leak_threshold(threshold).connect().await.unwrap();
        orm::sql::<i64>("SELECT CAST(1 AS bigint)").one(&db).await.unwrap();
        let (place, told) = setup::told(async || {
            let (held, line) = (db.begin().await.unwrap(), line!());
            tokio::time::sleep(3 * threshold).await;
            held.commit().await.unwrap();
            format!("tests/pool/leak.rs:{line}")
        })
        .await;
        let reports: Vec<_> = told.iter().filter(|event| event.target == "orm::pool").collect();
        let [report] = reports[..] else { panic!("{reports:?}") };
        assert!(report.get("call_site").contains(&place), "{report:?}");
        assert_eq!(report.get("threshold"), "0.3");
    }
}

/// Connections are used all the time, for longer than the threshold in all, and by nobody for so long.
#[tokio::test]
async fn nobody_who_gives_it_back_is_reported() {
    let threshold = Duration::from_secs(1);
    let (pools, told) = setup::told(async || {
        let mut pools = Vec::new();
        for t in [setup::postgres().await, setup::sqlite().await] {
            create(&t.db, &[Tag::TABLE]).await;
            let builder = Db::builder(&t.url).max_connections(2).leak_threshold(threshold);
            pools.push((builder.connect().await.unwrap(), t));
        }
        let until = Instant::now() + threshold * 3 / 2;
        let work = pools.iter().flat_map(|(db, _)| (0..3).map(move |task| mixed(db, task, until)));
        join_all(work).await;
        pools
    })
    .await;
    let reports: Vec<_> = told.iter().filter(|event| event.target == "orm::pool").collect();
    assert!(reports.is_empty(), "{reports:?}");
    assert!(pools.iter().all(|(db, _)| db.pool_stats().acquired > 50));
}

async fn mixed(db: &Db, task: usize, until: Instant) {
    for number in 0.. {
        if Instant::now() > until {
            break;
        }
        let new = |kind: &str| tag::New { name: format!("{kind} {task} {number}") };
        Tag::create(db, new("alone")).await.unwrap();
        db.transaction(async |tx| Tag::create(tx, new("together")).await).await.unwrap();
        let tx = db.begin().await.unwrap();
        Tag::create(&tx, new("lost")).await.unwrap();
        drop(tx);
        let mut rows = Tag::query().limit(50).stream(db);
        while rows.next().await.unwrap().is_some() {}
        drop(db.connection().await.unwrap());
        // Given up, at whatever it is.
        let _ = timeout(Duration::from_millis(1), Tag::query().count(db)).await;
    }
}

#[tokio::test]
async fn it_is_off_by_default() {
    let t = setup::sqlite().await;
    let ((), told) = setup::told(async || {
        let held = t.db.begin().await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
        held.commit().await.unwrap();
    })
    .await;
    assert!(told.iter().all(|event| event.target != "orm::pool"));
}
