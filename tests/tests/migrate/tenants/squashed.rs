//! Tenants of different versions, when migrations become one.

use super::ground::{Ground, Place, added};
use orm::sql;
use orm_migrate::tenants::Summary;
use orm_migrate::{Direction, Migrations, Squashed, Target, Todo, squash};
use orm_tests::setup;
use std::path::Path;

/// The states of a tenant's history, with the names of the migrations.
async fn history(g: &Ground, tenant: i64) -> Vec<String> {
    let rows = format!("SELECT name || ' ' || state FROM t{tenant}.orm_migration ORDER BY number");
    sql::<String>(orm::unsafe_text(rows)).all(&g.t.db).await.unwrap()
}

/// Applies everything to these tenants.
async fn up(g: &Ground, only: &[i64]) -> Summary<i64> {
    let (tenants, migrations) = (g.tenants(), g.migrations());
    let migrate = tenants.migrate(&migrations).only(only.iter().copied());
    Box::pin(migrate.up(Target::Latest)).await.unwrap().tenants
}

/// What that would do: the names of the migrations, and whether they are recorded only.
async fn would(g: &Ground, only: &[i64]) -> Vec<(i64, Vec<(String, bool)>)> {
    let (tenants, migrations) = (g.tenants(), g.migrations());
    let migrate = tenants.migrate(&migrations).only(only.iter().copied());
    let preview = Box::pin(migrate.dry_run(Direction::Up, Target::Latest)).await.unwrap();
    let told = preview.tenants.iter().map(|one| {
        let todo = one.todo.as_ref().expect("nothing is wrong with it").iter();
        let name = |todo: &Todo| (todo.migration.name().to_owned(), todo.is_recorded_only);
        (one.tenant, todo.map(name).collect())
    });
    told.collect()
}

/// Tenants that have had both of the migrations that become one: 1, and 4 in a database; and 2 and 3, which have
/// had one. Gives the old migrations.
async fn ground() -> (Ground, Migrations) {
    let g = Ground::schemas(setup::postgres().await).await;
    Box::pin(g.create(1..=3)).await;
    Box::pin(g.create_at(4, Place::Database)).await;
    g.generate("second", |schema| added(schema, "color")).await;
    assert_eq!(up(&g, &[1, 4]).await.done, 2);
    let old = g.migrations();
    let squashed = squash(&old, "first", "second", "both").unwrap();
    Squashed::write(&[squashed], g.folder(), &old).unwrap();
    assert_ne!(g.migrations().version(), old.version());
    (g, old)
}

const WHOLE: [&str; 3] = ["first baselined", "second applied", "both baselined"];

#[tokio::test]
async fn each_tenant_records_what_it_has_and_runs_what_it_lacks() {
    let (g, _) = ground().await;
    Box::pin(g.create(5..=5)).await;
    let (record, run) = (("both".to_owned(), true), ("second".to_owned(), false));
    let expect = [(1, vec![record.clone()]), (2, vec![run, record])];
    assert_eq!(would(&g, &[1, 2]).await, expect);

    // The new one has the newest version from its beginning.
    let done = up(&g, &[1, 2, 3, 4, 5]).await;
    assert_eq!((done.done, done.failures), (4, 0), "{:?}", done.failed);
    assert_eq!(history(&g, 1).await, WHOLE);
    assert_eq!(history(&g, 2).await, WHOLE);
    assert_eq!(history(&g, 5).await, ["both baselined"]);
    let head = g.migrations().version();
    for id in 1..=5 {
        assert_eq!(g.directory.get(&id).await.unwrap().version, head, "{id}");
    }

    // The way back is that of what it replaces, whether it was run or not.
    g.generate("third", |schema| added(schema, "size")).await;
    assert_eq!(up(&g, &[1, 5]).await.done, 2);
    for id in [1, 5] {
        let (tenants, migrations) = (g.tenants(), g.migrations());
        let back = tenants.migrate(&migrations).only([id]).migrator(|m| m.lose_data(true));
        let back = Box::pin(back.down(Target::Steps(1))).await.unwrap().tenants;
        assert_eq!(back.done, 1, "{:?}", back.failed);
        assert!(g.has_column(id, "color").await && !g.has_column(id, "size").await);
        assert_eq!(g.directory.get(&id).await.unwrap().version, head);
    }
}

#[tokio::test]
async fn who_was_left_behind_needs_the_old_files() {
    let (g, old) = ground().await;
    assert_eq!(up(&g, &[1, 2, 4]).await.done, 3);
    let away = g.folder().with_extension("away");
    std::fs::create_dir(&away).unwrap();
    let move_all = |from: &Path, to: &Path| {
        for id in old.all().iter().map(|migration| migration.id()) {
            std::fs::rename(from.join(id), to.join(id)).unwrap();
        }
        orm_migrate::write_sums(g.folder(), orm::Dialect::Postgres).unwrap();
    };
    move_all(g.folder(), &away);
    g.generate("third", |schema| added(schema, "size")).await;
    Box::pin(g.create(5..=5)).await;
    let migrated = up(&g, &[1, 2, 3, 4, 5]).await;
    assert_eq!((migrated.done, migrated.failures), (3, 1));
    let error = &migrated.failed[0].error;
    assert!(migrated.failed[0].tenant == 3 && error.contains("bring its folder back"), "{error}");
    let version = g.directory.get(&3).await.unwrap().version;
    assert!(version.is_some_and(|version| version.ends_with("_first")));

    move_all(&away, g.folder());
    std::fs::remove_dir(&away).unwrap();
    assert_eq!(up(&g, &[1, 2, 3, 4, 5]).await.done, 1);
    for id in [2, 3] {
        assert_eq!(history(&g, id).await, [&WHOLE[..], &["third applied"]].concat());
    }
}
