//! A connection that is held for too long is reported, once, with the line that took it.

use orm::Db;
use orm_tests::setup;
use std::time::Duration;

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
