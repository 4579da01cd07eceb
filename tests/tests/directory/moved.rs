//! Tenants that are moved while they are used.

use crate::ground::Ground;
use crate::models::{Note, new};
use orm::directory::{ConnectionKind, TenantPlace, TenantState};
use orm::{Tenant, TxOptions};

const ACTIVE: &[TenantState] = &[TenantState::Active];

/// A tenant in the shared tables with the note `old`, and where it will be the note `new`.
async fn about_to_move(g: &Ground) -> (Tenant<i64>, TenantPlace) {
    g.connection("own", ConnectionKind::Dedicated).await;
    let tenant = g.tenant(1, TenantPlace::rows()).await;
    Note::create(&tenant, new("old")).await.unwrap();
    let place = TenantPlace::database("own");
    let there = g.directory.tenant_at(1, &place, "a test").await.unwrap();
    Note::create(&there, new("new")).await.unwrap();
    (tenant, place)
}

async fn texts(tenant: &Tenant<i64>) -> Vec<String> {
    Note::query().select(|n| n.text).all(tenant).await.unwrap()
}

pub(crate) async fn handles_follow(g: Ground) {
    let (tenant, place) = about_to_move(&g).await;
    let patient = tenant.with_query_timeout(std::time::Duration::from_secs(60));
    let clone = tenant.clone();
    assert_eq!(texts(&tenant).await, ["old"]);
    g.directory.set_place(&1, ACTIVE, place, TenantState::Active).await.unwrap();
    for tenant in [&tenant, &patient, &clone, &g.directory.tenant(1).await.unwrap()] {
        assert_eq!(texts(tenant).await, ["new"]);
        let read = tenant.begin_read(TxOptions::new()).await.unwrap();
        assert_eq!(Note::query().select(|n| n.text).all(&read).await.unwrap(), ["new"]);
    }
    if g.is_postgres() {
        let place = TenantPlace::schema("acme");
        let there = g.directory.tenant_at(1, &place, "a test").await.unwrap();
        orm_migrate::create_tenant(&there, crate::models::TABLES).await.unwrap();
        g.directory.set_place(&1, ACTIVE, place, TenantState::Active).await.unwrap();
        assert_eq!(tenant.schema().unwrap(), Some("acme"));
        assert_eq!(tenant.table_name(Note::TABLE).unwrap(), "\"acme\".\"notes\"");
        assert!(texts(&tenant).await.is_empty() && texts(&clone).await.is_empty());
    }
    g.directory.set_place(&1, ACTIVE, TenantPlace::rows(), TenantState::Active).await.unwrap();
    assert_eq!(texts(&tenant).await, ["old"]);
}

pub(crate) async fn a_transaction_does_not_commit_behind_a_move(g: Ground) {
    let (tenant, place) = about_to_move(&g).await;
    // In its own database, so that on SQLite it holds nothing that the directory's own change needs.
    g.directory.set_place(&1, ACTIVE, place, TenantState::Active).await.unwrap();
    let tx = tenant.begin().await.unwrap();
    Note::create(&tx, new("late")).await.unwrap();
    let read = tenant.begin_read(TxOptions::new()).await.unwrap();
    g.directory.set_place(&1, ACTIVE, TenantPlace::rows(), TenantState::Active).await.unwrap();
    assert_eq!(Note::query().count(&tx).await.unwrap(), 2, "it stays where it is");
    let error = tx.commit().await.unwrap_err();
    assert!(error.is_tenant_unready() && error.is_retryable(), "{error:?}");
    assert_eq!(Note::query().count(&read).await.unwrap(), 1);
    read.commit().await.unwrap();
    let own = g.directory.connections().database("own").await.unwrap();
    let count = orm::sql::<i64>("SELECT count(*) FROM notes");
    assert_eq!(count.one(&own).await.unwrap(), 1, "it was rolled back");
    assert_eq!(texts(&tenant).await, ["old"]);
}

pub(crate) async fn while_it_moves_it_is_read(g: Ground) {
    let (tenant, place) = about_to_move(&g).await;
    g.directory.set_state(&1, ACTIVE, TenantState::Moving, Some("a test")).await.unwrap();
    assert_eq!(texts(&tenant).await, ["old"]);
    assert!(g.directory.tenant(1).await.is_ok());
    assert!(Note::create(&tenant, new("x")).await.unwrap_err().is_tenant_unready());
    assert!(tenant.begin().await.err().unwrap().is_tenant_unready());
    // What is run again until it is done does not notice.
    let directory = g.directory.clone();
    let moving = tokio::spawn(async move {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        let from = &[TenantState::Moving];
        directory.set_place(&1, from, place, TenantState::Active).await.unwrap();
    });
    let options = TxOptions::new().retry(50);
    tenant
        .transaction_with(options, async |tx| Note::create(tx, new("written")).await)
        .await
        .unwrap();
    moving.await.unwrap();
    let mut there = texts(&tenant).await;
    there.sort();
    assert_eq!(there, ["new", "written"]);
}
