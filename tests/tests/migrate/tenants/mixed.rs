//! Tenants of all kinds in one project: in shared tables, schemas and databases, here and on other servers.

use super::ground::{Ground, Note, Place, added, note};
use orm::directory::{ConnectionKind, NewConnection, TenantPlace, TenantState};
use orm::sql;
use orm_migrate::Target;
use orm_migrate::schema::{Index, IndexPart, Schema};
use orm_tests::setup;

/// A column, and an index that a table in use gets without a wait.
fn changed(schema: &mut Schema, column: &str) {
    added(schema, column);
    let notes = schema.tables.iter_mut().find(|table| table.name.name == "notes");
    notes.expect("it is there").indexes.push(Index {
        name: format!("notes_{column}_idx"),
        method: None,
        unique: false,
        parts: vec![IndexPart::column("tenant_id"), IndexPart::column(column)],
        include: vec![],
        predicate: None,
    });
}

/// That a tenant can be written for and read, with a column of the last migration.
async fn is_whole(g: &Ground, id: i64, column: &str) {
    let entry = g.directory.get(&id).await.unwrap();
    assert_eq!((entry.state, entry.version), (TenantState::Active, g.migrations().version()));
    let tenant = g.directory.tenant(id).await.unwrap();
    Note::create(&tenant, note::New { text: "hello".into() }).await.unwrap();
    let name = tenant.table_name(Note::TABLE).unwrap();
    let column = format!("SELECT count({column}) FROM {name}");
    let count = sql::<i64>(orm::unsafe_text(column)).unscoped("it counts nobody's values");
    assert_eq!(count.one(&tenant).await.unwrap(), 0, "{id}");
}

async fn ground() -> (Ground, setup::TestDb) {
    let g = Ground::mixed(setup::postgres().await).await;
    let eu = setup::postgres().await;
    let database = eu.url.rsplit('/').next().unwrap().to_owned();
    let new = NewConnection::new(ConnectionKind::Shared, database);
    g.directory.connections().add("eu", new).await.unwrap();
    (g, eu)
}

async fn create(g: &Ground, first: i64) {
    for (id, place) in (first..).zip([Place::Rows, Place::Schema, Place::Database]) {
        g.create_at(id, place).await;
    }
    let eu = TenantPlace::database("eu");
    let in_schema = eu.clone().in_schema(format!("t{}", first + 4));
    for (id, place) in (first + 3..).zip([eu, in_schema]) {
        g.tenants().create(id).place(place).run().await.unwrap();
    }
}

#[tokio::test]
async fn tenants_of_all_kinds_get_a_new_version() {
    let (g, _eu) = ground().await;
    create(&g, 1).await;
    g.generate("second", |schema| changed(schema, "color")).await;
    let second = g.migrations();
    let [.., change, fill] = second.all() else { panic!("the index is built by itself") };
    assert!(change.manifest().tenant_rows && !fill.manifest().transactional);
    let statements = |script: Option<&orm_migrate::Script>| -> Vec<String> {
        script.map(|s| s.statements().map(str::to_owned).collect()).unwrap_or_default()
    };
    assert_eq!(statements(change.up()), [r#"ALTER TABLE "notes" ADD COLUMN "color" text"#]);
    assert!(statements(fill.up())[0].starts_with("CREATE INDEX CONCURRENTLY"));
    assert_eq!(statements(change.tenant().0).len(), 2, "a schema gets both at once");

    let (tenants, migrations) = (g.tenants(), g.migrations());
    let migrate = tenants.migrate(&migrations).canaries([2, 4]);
    let migrated = migrate.up(Target::Latest).await.unwrap();
    assert_eq!(migrated.tenants.done, 5, "{:?}", migrated.tenants.failed);
    create(&g, 11).await;
    for id in (1..=5).chain(11..=15) {
        is_whole(&g, id, "color").await;
    }
    assert_eq!(g.up().await.tenants.done, 0);

    let (code, text) = g.manage(&["status", "--tenants"]);
    assert_eq!(code, 0, "{text}");
    for place in ["shared tables", "schema t2", "database own3", "database eu", "schema t5 in eu"] {
        let line = text.lines().find(|line| line.contains(place));
        assert!(line.is_some_and(|line| line.contains("newest")), "{place}: {text}");
    }
    // One with a schema goes back and comes again; one with others in its tables cannot.
    let (code, text) = g.manage(&["down", "--tenant", "2", "--steps", "2", "--allow-data-loss"]);
    assert_eq!(code, 0, "{text}");
    assert!(!g.has_column(2, "color").await);
    let (code, text) = g.manage(&["down", "--tenant", "1"]);
    assert!(code == 1 && text.contains("shares its tables"), "{text}");
    let (code, text) = g.manage(&["down", "--tenant", "3", "--tenant", "4", "--dry-run"]);
    assert!(code == 0 && text.contains("-- 1 tenant (3), in each one's database"), "{text}");
    assert!(text.contains("-- tenant 4 would fail: the tenant shares its tables"), "{text}");
    let (code, text) = g.manage(&["up", "--tenant", "2"]);
    assert_eq!(code, 0, "{text}");
    is_whole(&g, 2, "color").await;
}

#[tokio::test]
async fn one_that_fails_is_retried_and_one_that_moves_keeps_its_version() {
    let (g, _eu) = ground().await;
    create(&g, 1).await;
    g.run("ALTER TABLE t2.notes ADD color text".to_owned()).await;
    g.generate("second", |schema| added(schema, "color")).await;
    let migrated = g.up().await;
    assert_eq!((migrated.tenants.done, migrated.tenants.failures), (4, 1));
    g.run("ALTER TABLE t2.notes DROP color".to_owned()).await;
    assert_eq!(g.up().await.tenants.done, 1);

    for id in 1..=5 {
        let tenant = g.directory.tenant(id).await.unwrap();
        Note::create(&tenant, note::New { text: "kept".into() }).await.unwrap();
    }
    let (tenants, eu) = (g.tenants(), TenantPlace::database("eu"));
    let settle = std::time::Duration::from_millis(600);
    for (id, place) in [
        (1, TenantPlace::schema("t1")),
        (2, TenantPlace::rows()),
        (4, eu.clone().in_schema("t4")),
        (5, TenantPlace::rows()),
    ] {
        tenants.move_to(id, place).settle(settle).run().await.unwrap();
    }
    g.generate("third", |schema| added(schema, "size")).await;
    let migrated = g.up().await;
    assert_eq!(migrated.tenants.done, 5, "{:?}", migrated.tenants.failed);
    for id in 1..=5 {
        is_whole(&g, id, "size").await;
        let tenant = g.directory.tenant(id).await.unwrap();
        let texts = Note::query().order_by(|n| n.id.asc()).select(|n| n.text).all(&tenant).await;
        assert_eq!(texts.unwrap(), ["kept", "hello"], "{id}");
    }
}

#[tokio::test]
async fn an_empty_migration_says_that_it_is_for_both() {
    let g = Ground::mixed(setup::postgres().await).await;
    let settings = "[tenants]\nschemas = true\nrows = true\n";
    std::fs::write(g.folder().join("settings.toml"), settings).unwrap();
    let (code, text) = g.manage(&["generate", "by hand", "--empty"]);
    assert_eq!(code, 0, "{text}");
    let last = g.migrations().all().last().cloned().unwrap();
    assert!(last.name() == "by_hand" && last.manifest().tenant_rows);
}
