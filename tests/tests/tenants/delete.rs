//! Deleting tenants: refused at once, there for the grace, gone after it.

use crate::{Ground, Note, note, on_both, welcome};
use orm::directory::{ConnectionKind, TenantPlace, TenantState};
use orm::{Dialect, Error, sql};
use std::time::Duration;

const LONG: Duration = Duration::from_secs(3600);

on_both! {
    a_deleted_tenant_is_refused_and_restored
    what_is_over_is_removed_and_nothing_else
    a_database_with_other_tenants_stays
}

async fn a_deleted_tenant_is_refused_and_restored(ground: Ground) {
    ground.small(1..3).await;
    let tenant = ground.directory.tenant(1).await.unwrap();
    ground.tenants.delete(&1, LONG).await.unwrap();
    assert!(Note::query().all(&tenant).await.unwrap_err().is_tenant_deleted());
    assert!(ground.directory.tenant(1).await.unwrap_err().is_tenant_deleted());
    assert_eq!(ground.tenants.purge().await.unwrap(), 0, "its grace is not over");

    ground.tenants.restore(&1).await.unwrap();
    assert_eq!(ground.titles(1).await, ["welcome"]);
    assert_eq!(ground.directory.get(&1).await.unwrap().delete_after, None);
    assert!(ground.tenants.restore(&1).await.unwrap_err().is_refused());
    assert!(ground.tenants.delete(&7, LONG).await.unwrap_err().is_unknown_tenant());
    let known: i64 = sql("SELECT count(*) FROM orm_tenant_life").one(&ground.db).await.unwrap();
    assert_eq!(known, 2, "nothing is written down of whom nobody knows");
}

async fn what_is_over_is_removed_and_nothing_else(ground: Ground) {
    let tenants = &ground.tenants;
    ground.small(1..3).await;
    // References of all kinds.
    let tenant = ground.directory.tenant(1).await.unwrap();
    let first = Note::create(&tenant, note::New { title: "a".into(), answer_to: None }).await;
    let answer_to = Some(first.unwrap().id);
    Note::create(&tenant, note::New { title: "b".into(), answer_to }).await.unwrap();
    if ground.db.dialect() == Dialect::Postgres {
        let own = tenants.create(3).place(TenantPlace::schema("three"));
        own.seed(async |tx| welcome(tx).await).await.unwrap();
    }
    let own = tenants.create(4).database("four", ground.own_database("four"));
    own.seed(async |tx| welcome(tx).await).await.unwrap();

    let mut deleted = 0;
    for entry in ground.directory.list().await.unwrap() {
        if entry.id != 2 {
            tenants.delete(&entry.id, Duration::ZERO).await.unwrap();
            deleted += 1;
        }
    }
    assert_eq!(tenants.purge().await.unwrap(), deleted);
    assert_eq!(tenants.purge().await.unwrap(), 0);
    for entry in ground.directory.list().await.unwrap().iter().filter(|entry| entry.id != 2) {
        assert_eq!(entry.state, TenantState::Deleted);
        assert!(ground.tenants.restore(&entry.id).await.unwrap_err().is_refused());
    }
    assert_eq!(ground.titles(2).await, ["welcome"]);
    let left: i64 = sql("SELECT count(*) FROM notes").one(&ground.db).await.unwrap();
    assert_eq!(left, 1);
    let connection = ground.directory.connections().get("four").await.unwrap();
    assert!(!connection.active);
    match ground.db.dialect() {
        Dialect::Postgres => {
            let schemas = sql::<i64>("SELECT count(*) FROM pg_namespace WHERE nspname = 'three'");
            assert_eq!(schemas.one(&ground.db).await.unwrap(), 0);
            let databases = sql::<i64>("SELECT count(*) FROM pg_database WHERE datname = $1");
            let databases = databases.bind(connection.database.as_str());
            assert_eq!(databases.one(&ground.db).await.unwrap(), 0);
        }
        Dialect::Sqlite => assert!(!std::path::Path::new(&connection.database).exists()),
    }
    // Nobody gets the id before its entry is removed.
    assert!(tenants.create(1).run().await.unwrap_err().is_unique_violation());
    ground.directory.remove(&1).await.unwrap();
    tenants.create(1).run().await.unwrap();
    assert!(ground.titles(1).await.is_empty());
}

/// A database goes with the tenant that it was made for, if nobody else is there by then.
async fn a_database_with_other_tenants_stays(ground: Ground) {
    let tenants = &ground.tenants;
    // By a connection of many tenants.
    let many = tenants.create(1).database("many", ground.database(ConnectionKind::Shared, "many"));
    many.seed(async |tx| welcome(tx).await).await.unwrap();
    let at = |name: &str| TenantPlace::database(name);
    tenants.create(2).place(at("many")).seed(async |tx| welcome(tx).await).await.unwrap();
    // By two connections to one database.
    for (id, name) in [(3, "three"), (4, "four")] {
        let own = tenants.create(id).database(name, ground.own_database("both"));
        own.seed(async |tx| welcome(tx).await).await.unwrap();
    }
    // By a connection of a tenant that never came to be.
    let more = tenants.create(5).database("more", ground.database(ConnectionKind::Shared, "more"));
    let refused = more.seed(async |_| Err(Error::refused("no rows"))).await;
    assert!(refused.unwrap_err().is_refused());
    tenants.create(6).place(at("more")).seed(async |tx| welcome(tx).await).await.unwrap();

    // By a tenant that moves away.
    let away = tenants.create(7).database("left", ground.database(ConnectionKind::Shared, "left"));
    away.seed(async |tx| welcome(tx).await).await.unwrap();
    tenants.create(8).place(at("left")).seed(async |tx| welcome(tx).await).await.unwrap();
    let away = tenants.move_to(7, at("own")).connection(ground.own_database("own"));
    away.keep_old(Duration::ZERO).refuse_late(Duration::ZERO).run().await.unwrap();

    tenants.delete(&1, Duration::ZERO).await.unwrap();
    tenants.delete(&3, Duration::ZERO).await.unwrap();
    assert_eq!(tenants.purge().await.unwrap(), 3);
    tenants.abandon(&5).await.unwrap();
    assert_eq!(ground.titles(7).await, ["welcome"]);
    for (id, connection) in [(2, "many"), (4, "four"), (6, "more"), (8, "left")] {
        assert_eq!(ground.titles(id).await, ["welcome"]);
        let database = ground.directory.connections().database(connection).await.unwrap();
        let rows: i64 = sql("SELECT count(*) FROM notes").one(&database).await.unwrap();
        assert_eq!(rows, 1, "those of the deleted tenant are gone: {connection}");
    }
}
