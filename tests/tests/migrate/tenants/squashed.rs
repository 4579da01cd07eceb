//! Tenants of different versions, when migrations become one.

use super::ground::{Ground, Place, added};
use orm::sql;
use orm_migrate::{Squashed, Target, squash};
use orm_tests::setup;

/// The states of a tenant's history, with the names of the migrations.
async fn history(g: &Ground, tenant: i64) -> Vec<String> {
    let rows = format!("SELECT name || ' ' || state FROM t{tenant}.orm_migration ORDER BY number");
    sql::<String>(orm::unsafe_text(rows)).all(&g.t.db).await.unwrap()
}

#[tokio::test]
async fn each_tenant_records_what_it_has_and_runs_what_it_lacks() {
    let g = Ground::schemas(setup::postgres().await).await;
    g.create(1..=3).await;
    g.create_at(4, Place::Database).await;
    g.generate("second", |schema| added(schema, "color")).await;
    let second = g.migrations().version();
    let (tenants, migrations) = (g.tenants(), g.migrations());
    let some = tenants.migrate(&migrations).only([1, 4]).up(Target::Latest).await.unwrap();
    assert_eq!(some.tenants.done, 2);

    let old = g.migrations();
    let squashed = squash(&old, "first", "second", "both").unwrap();
    Squashed::write(&[squashed], g.folder(), &old).unwrap();
    g.create(5..=5).await;
    let head = g.migrations().version();
    assert_ne!(head, second);

    // What would be done is told as it is done.
    let (tenants, migrations) = (g.tenants(), g.migrations());
    let preview = tenants.migrate(&migrations).only([1, 2]);
    let preview = preview.dry_run(orm_migrate::Direction::Up, Target::Latest).await.unwrap();
    let told = preview.tenants.iter().map(|one| {
        let todo = one.todo.as_ref().expect("nothing is wrong with it");
        let todo = todo.iter().map(|todo| (todo.migration.name(), todo.is_recorded_only));
        (one.tenant, todo.collect::<Vec<_>>())
    });
    let (record, run) = (("both", true), ("second", false));
    assert_eq!(told.collect::<Vec<_>>(), [(1, vec![record]), (2, vec![run, record])]);

    let (tenants, migrations) = (g.tenants(), g.migrations());
    let most = tenants.migrate(&migrations).only([1, 2, 4, 5]).up(Target::Latest).await.unwrap();
    // The new one has the newest version from its beginning.
    assert_eq!(most.tenants.done, 3, "{:?}", most.tenants.failed);
    let whole = ["first baselined", "second applied", "both baselined"];
    assert_eq!(history(&g, 1).await, whole);
    assert_eq!(history(&g, 2).await, whole);
    assert_eq!(history(&g, 5).await, ["both baselined"]);
    for id in [1, 2, 4, 5] {
        assert_eq!(g.directory.get(&id).await.unwrap().version, head, "{id}");
    }

    // One was left behind, and then the old files went.
    let away = g.folder().with_extension("away");
    std::fs::create_dir(&away).unwrap();
    for id in old.all().iter().map(|migration| migration.id()) {
        std::fs::rename(g.folder().join(id), away.join(id)).unwrap();
    }
    orm_migrate::write_sums(g.folder(), orm::Dialect::Postgres).unwrap();
    g.generate("third", |schema| added(schema, "size")).await;
    let migrated = g.up().await.tenants;
    assert_eq!((migrated.done, migrated.failures), (4, 1));
    let error = &migrated.failed[0].error;
    assert!(migrated.failed[0].tenant == 3 && error.contains("bring its folder back"), "{error}");
    let version = g.directory.get(&3).await.unwrap().version;
    assert!(version.is_some_and(|version| version.ends_with("_first")));
    for id in old.all().iter().map(|migration| migration.id()) {
        std::fs::rename(away.join(id), g.folder().join(id)).unwrap();
    }
    std::fs::remove_dir(&away).unwrap();
    orm_migrate::write_sums(g.folder(), orm::Dialect::Postgres).unwrap();
    assert_eq!(g.up().await.tenants.done, 1);
    assert_eq!(history(&g, 3).await, [&whole[..], &["third applied"]].concat());

    // The way back is that of what it replaces, whether it was run or not.
    for id in [1, 5] {
        let (tenants, migrations) = (g.tenants(), g.migrations());
        let back = tenants.migrate(&migrations).only([id]).migrator(|m| m.lose_data(true));
        let back = back.down(Target::Steps(1)).await.unwrap();
        assert_eq!(back.tenants.done, 1, "{:?}", back.tenants.failed);
        assert!(g.has_column(id, "color").await && !g.has_column(id, "size").await);
        assert_eq!(g.directory.get(&id).await.unwrap().version, head);
    }
    assert_eq!(g.up().await.tenants.done, 2);
}
