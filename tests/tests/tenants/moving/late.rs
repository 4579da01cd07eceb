//! Statements that come to a place after the tenant has left it.

use super::small;
use crate::Ground;
use orm::directory::TenantPlace;
use orm::{Error, sql};
use orm_tests::setup;
use std::time::{Duration, Instant};

/// What a process sends that has heard of no move.
async fn late(ground: &Ground) -> Result<u64, Error> {
    sql::<()>("INSERT INTO notes (tenant_id, title) VALUES (1, 'late')").exec(&ground.db).await
}

#[tokio::test]
async fn it_comes_back_when_nothing_can_be_on_its_way() {
    let ground = crate::ground(setup::postgres().await).await;
    ground.tenants.create(1).seed(async |tx| small(tx).await).await.unwrap();
    let begun = Instant::now();
    let there = ground.tenants.move_to(1, TenantPlace::schema("own"));
    there.refuse_late(Duration::from_secs(2)).run().await.unwrap();
    let left = Instant::now();
    let tenants = ground.tenants.clone();
    let back = tokio::spawn(async move {
        let back = tenants.move_to(1, TenantPlace::rows()).settle(Duration::from_millis(600));
        back.run().await
    });
    while left.elapsed() < Duration::from_millis(1500) {
        let refused = late(&ground).await.unwrap_err();
        assert_eq!(refused.code(), Some("OR001"));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    back.await.unwrap().unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(2500));
    assert_eq!(ground.titles(1).await, ["question", "answer"]);
}

/// Only who removes the rows that were left may change them.
#[tokio::test]
async fn nobody_writes_while_the_rows_are_removed() {
    let ground = crate::ground(setup::postgres().await).await;
    ground.tenants.create(1).seed(async |tx| small(tx).await).await.unwrap();
    let there = ground.tenants.move_to(1, TenantPlace::schema("own")).keep_old(Duration::ZERO);
    there.refuse_late(Duration::ZERO).run().await.unwrap();
    let locking = ground.db.begin().await.unwrap();
    let lock = sql::<i64>("SELECT id FROM notes WHERE tenant_id = 1 FOR UPDATE");
    assert_eq!(lock.all(&locking).await.unwrap().len(), 2);
    let tenants = ground.tenants.clone();
    let purge = tokio::spawn(async move { tenants.purge().await });
    let waits = "SELECT EXISTS (SELECT 1 FROM pg_stat_activity \
                 WHERE datname = current_database() AND wait_event_type = 'Lock')";
    let waits = async || sql::<bool>(waits).one(&ground.db).await.unwrap();
    setup::wait_until(Duration::from_secs(10), "the rows are being removed", waits).await;
    assert_eq!(late(&ground).await.unwrap_err().code(), Some("OR001"));
    locking.rollback().await.unwrap();
    assert_eq!(purge.await.unwrap().unwrap(), 1);
    assert_eq!(sql::<i64>("SELECT count(*) FROM notes").one(&ground.db).await.unwrap(), 0);
}
