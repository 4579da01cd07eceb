//! Entries, and the connections that they lead to.

use crate::ground::Ground;
use crate::models::Note;
use orm::directory::{
    ConnectionKind, NewConnection, NewTenant, Quota, TenantPlace, TenantState, TlsMode,
};
use orm::{Dialect, Tenant};
use orm_tests::setup;
use serde_json::json;
use std::time::Duration;

pub(crate) async fn entries_are_changed_and_listed(g: Ground) {
    let d = &g.directory;
    for id in 1..=5 {
        g.tenant(id, TenantPlace::rows()).await;
    }
    d.rename(&2, "Zwei").await.unwrap();
    d.set_metadata(&2, json!({ "plan": "large" })).await.unwrap();
    let quota = Quota { max_rows: Some(1_000), max_connections: Some(3), ..Quota::default() };
    d.set_quota(&2, quota).await.unwrap();
    d.record_size(&2, 17, Some(4096)).await.unwrap();
    d.set_version(&2, Some("0007"), Some("0008 failed")).await.unwrap();
    d.suspend(&2, "unpaid").await.unwrap();
    let entry = d.get(&2).await.unwrap();
    assert_eq!((entry.id, entry.name.as_str(), entry.state), (2, "Zwei", TenantState::Suspended));
    assert_eq!(entry.reason.as_deref(), Some("unpaid"));
    assert_eq!((entry.metadata, entry.quota), (json!({ "plan": "large" }), quota));
    assert_eq!((entry.stored_rows, entry.stored_bytes), (Some(17), Some(4096)));
    assert!(entry.counted_at.is_some() && entry.changed_at >= entry.created_at);
    assert_eq!(entry.version.as_deref(), Some("0007"));
    assert_eq!(entry.error.as_deref(), Some("0008 failed"));
    d.resume(&2).await.unwrap();
    assert_eq!(d.get(&2).await.unwrap().reason, None);
    let ids = |entries: &[orm::directory::TenantEntry<i64>]| {
        entries.iter().map(|entry| entry.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(&d.list().await.unwrap()), [1, 2, 3, 4, 5]);
    let first = d.page(2, None).await.unwrap();
    let second = d.page(2, first.last().map(|entry| &entry.id)).await.unwrap();
    let third = d.page(2, second.last().map(|entry| &entry.id)).await.unwrap();
    assert_eq!((ids(&first), ids(&second), ids(&third)), (vec![1, 2], vec![3, 4], vec![5]));
}

pub(crate) async fn steps_that_are_none(g: Ground) {
    let d = &g.directory;
    let new = || NewTenant { name: "one".into(), ..NewTenant::default() };
    d.insert(&1, new()).await.unwrap();
    assert!(d.insert(&1, new()).await.unwrap_err().is_unique_violation());
    assert_eq!(d.get(&1).await.unwrap().state, TenantState::Creating);
    for error in [d.suspend(&1, "x").await.unwrap_err(), d.resume(&1).await.unwrap_err()] {
        assert!(error.is_refused(), "{error:?}");
    }
    assert_eq!(d.get(&1).await.unwrap().state, TenantState::Creating);
    let from = &[TenantState::Active];
    assert!(d.set_state(&1, from, TenantState::Moving, None).await.unwrap_err().is_refused());
    assert!(d.remove(&1).await.is_ok());
    assert!(d.remove(&1).await.unwrap_err().is_unknown_tenant());
    for name in ["", "public", "pg_x", "a\".\"b", "a b", &"x".repeat(64)] {
        let new = NewTenant { place: TenantPlace::schema(name), ..new() };
        assert!(d.insert(&1, new).await.unwrap_err().is_unscoped(), "{name}");
    }
    if g.db.dialect() == Dialect::Sqlite {
        let new = NewTenant { place: TenantPlace::schema("acme"), ..new() };
        assert!(d.insert(&1, new).await.unwrap_err().is_unsupported());
    }
}

pub(crate) async fn connections_that_take_no_tenant(g: Ground) {
    let (d, connections) = (&g.directory, g.directory.connections());
    let at = |name: &str| NewTenant { place: TenantPlace::database(name), ..NewTenant::default() };
    for (name, kind) in [
        ("admin", ConnectionKind::Admin),
        ("reports", ConnectionKind::Analytics),
        ("one", ConnectionKind::Dedicated),
        ("many", ConnectionKind::Shared),
    ] {
        connections.add(name, NewConnection::new(kind, g.database().await)).await.unwrap();
    }
    for name in ["admin", "reports"] {
        assert!(d.insert(&1, at(name)).await.unwrap_err().is_refused(), "{name}");
    }
    assert!(d.insert(&1, at("none")).await.unwrap_err().is_not_found());
    d.insert(&1, at("one")).await.unwrap();
    assert!(d.insert(&2, at("one")).await.unwrap_err().is_refused(), "it has its one");
    d.insert(&2, at("many")).await.unwrap();
    d.insert(&3, at("many")).await.unwrap();
    let error = d
        .set_place(&3, &[TenantState::Creating], TenantPlace::database("one"), TenantState::Active)
        .await;
    assert!(error.unwrap_err().is_refused());
    assert_eq!(d.get(&3).await.unwrap().place, TenantPlace::database("many"));

    let names: Vec<_> = connections.list().await.unwrap().into_iter().map(|c| c.name).collect();
    assert_eq!(names, ["admin", "many", "one", "reports"]);
    let again = NewConnection::new(ConnectionKind::Shared, g.database().await);
    assert!(connections.add("one", again.clone()).await.unwrap_err().is_unique_violation());
    let none = NewConnection::new(ConnectionKind::Shared, "");
    assert!(connections.add("none", none).await.unwrap_err().is_config());
    let none = again.clone().max_connections(0);
    assert!(connections.add("none", none).await.unwrap_err().is_config());
    let server = again.region("eu").server("db.example.org", 5433).tls(TlsMode::Prefer);
    let server = server.user_without_password("app");
    match g.is_postgres() {
        true => {
            let entry = connections.add("server", server).await.unwrap();
            assert_eq!((entry.host.as_deref(), entry.port), (Some("db.example.org"), Some(5433)));
            assert_eq!((entry.user.as_deref(), entry.tls), (Some("app"), Some(TlsMode::Prefer)));
            assert_eq!(connections.get("server").await.unwrap(), entry);
        }
        false => assert!(connections.add("server", server).await.unwrap_err().is_config()),
    }
}

pub(crate) async fn an_entry_that_is_removed(g: Ground) {
    let old = g.tenant(1, TenantPlace::rows()).await;
    let elsewhere = g.elsewhere(|builder| builder).await;
    let far = elsewhere.tenant(1).await.unwrap();
    let d = &g.directory;
    assert!(d.remove(&1).await.unwrap_err().is_refused(), "it is in service");
    d.set_state(&1, &[TenantState::Active], TenantState::Deleted, None).await.unwrap();
    d.remove(&1).await.unwrap();
    let count = async |tenant: &Tenant<i64>| Note::query().count(tenant).await;
    assert!(count(&old).await.unwrap_err().is_unknown_tenant());
    assert!(d.tenant(1).await.unwrap_err().is_unknown_tenant());
    assert!(d.manage(1, "a test").await.unwrap_err().is_unknown_tenant());
    let hears = async || count(&far).await.is_err_and(|error| error.is_unknown_tenant());
    setup::wait_until(Duration::from_secs(1), "the other one hears of it", hears).await;
    // The id is another tenant's now, here and elsewhere.
    let new = g.tenant(1, TenantPlace::rows()).await;
    let hears = async || count(&far).await.is_ok();
    setup::wait_until(Duration::from_secs(1), "the other one hears of it", hears).await;
    for tenant in [&new, &old, &far] {
        assert_eq!(count(tenant).await.unwrap(), 0);
    }
}
