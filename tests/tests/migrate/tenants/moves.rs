//! Migrations of tenants that are being moved.

use super::ground::{Ground, added};
use orm::directory::TenantPlace;
use orm::{Isolation, TxOptions, sql};
use orm_tests::setup;
use std::time::Duration;

/// Waits until somebody works on the tenant.
async fn wait_for_claim(g: &Ground) {
    let claimed = "SELECT EXISTS (SELECT 1 FROM orm_tenant_life WHERE claimed_by IS NOT NULL)";
    let claimed = async || sql::<bool>(claimed).one(&g.t.db).await.unwrap();
    setup::wait_until(Duration::from_secs(20), "the tenant is claimed", claimed).await;
}

/// The move's new place has the migration when both have ended.
#[tokio::test]
async fn a_migration_waits_for_a_move() {
    let g = Ground::schemas(setup::postgres().await).await;
    g.create(1..=1).await;
    let tenants = g.tenants();
    // The move waits for what began before it.
    let old = g.t.db.begin_with(TxOptions::new().isolation(Isolation::RepeatableRead)).await;
    let old = old.unwrap();
    sql::<i64>("SELECT count(*) FROM orm_tenant").one(&old).await.unwrap();
    let moving =
        tokio::spawn(async move { tenants.move_to(1, TenantPlace::schema("t2")).run().await });
    wait_for_claim(&g).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    g.generate("second", |schema| added(schema, "color")).await;
    let release = async {
        tokio::time::sleep(Duration::from_millis(1500)).await;
        old.rollback().await.unwrap();
    };
    let (migrated, ()) = tokio::join!(g.up(), release);
    moving.await.unwrap().unwrap();
    assert_eq!(migrated.tenants.done, 1, "{:?}", migrated.tenants.failed);
    let entry = g.directory.get(&1).await.unwrap();
    assert_eq!((entry.place, entry.version), (TenantPlace::schema("t2"), g.migrations().version()));
    assert!(g.has_column(2, "color").await && !g.has_column(1, "color").await);
    assert_eq!(g.states(2).await, ["baselined", "applied"]);
}

/// Nobody is moved in the middle of a turn.
#[tokio::test]
async fn a_move_is_refused_during_a_turn() {
    let g = Ground::schemas(setup::postgres().await).await;
    g.create(1..=1).await;
    let up = "SELECT pg_sleep(2); ALTER TABLE notes ADD slow text";
    g.by_hand(
        "slow",
        &[
            ("up.sql", "SELECT 1"),
            ("down.sql", "SELECT 1"),
            ("tenant/up.sql", up),
            ("tenant/down.sql", "SELECT 1"),
        ],
    );
    let tenants = g.tenants();
    let moving = async {
        wait_for_claim(&g).await;
        tenants.move_to(1, TenantPlace::schema("t2")).run().await
    };
    let (migrated, moved) = tokio::join!(g.up(), moving);
    assert_eq!(migrated.tenants.done, 1, "{:?}", migrated.tenants.failed);
    assert!(moved.unwrap_err().is_already_running());
    let head = g.migrations().version();
    assert_eq!(g.directory.get(&1).await.unwrap().version, head);
    tenants.move_to(1, TenantPlace::schema("t2")).run().await.unwrap();
    assert!(g.has_column(2, "slow").await);
}

/// A tenant whose move did not end has its turn when that is ended, or taken back.
#[tokio::test]
async fn an_unfinished_move_is_ended_first() {
    let g = Ground::schemas(setup::postgres().await).await;
    g.create(1..=2).await;
    let before = g.directory.get(&1).await.unwrap().version;
    let tenants = g.tenants();
    // There is a schema of this name, so that the move does not come far.
    g.run("CREATE SCHEMA taken".to_owned()).await;
    assert!(tenants.move_to(1, TenantPlace::schema("taken")).run().await.is_err());
    g.generate("second", |schema| added(schema, "color")).await;
    let migrated = g.up().await;
    assert_eq!((migrated.tenants.done, migrated.tenants.failures), (1, 1));
    let failed = &migrated.tenants.failed[0];
    assert!(failed.tenant == 1 && failed.error.contains("move"), "{failed:?}");
    assert_eq!(g.directory.get(&1).await.unwrap().version, before);
    assert!(!g.has_column(1, "color").await && g.has_column(2, "color").await);
    tenants.abandon_move(&1).await.unwrap();
    assert_eq!(g.up().await.tenants.done, 1);
    assert!(g.has_column(1, "color").await);
}
