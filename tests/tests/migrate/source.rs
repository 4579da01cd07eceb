//! Migrations as files: written from plans, read back, compiled in, run.

use chrono::{DateTime, Utc};
use orm::Dialect;
use orm_migrate::schema::{Column, DataType, Index, IndexPart, Schema};
use orm_migrate::{
    Answers, Draft, Migrations, Migrator, Options, Plan, Settings, Source, Target, diff,
    embed_migrations, plan, write_sums,
};
use orm_tests::models::SHOP;
use orm_tests::setup::{self, TestDb};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn folder() -> TempDir {
    TempDir::with_prefix("orm-migrations-").expect("temporary files can be made")
}

fn load(folder: &TempDir, dialect: Dialect) -> Migrations {
    Source::folder(folder.path()).load(dialect).expect("the folder has migrations")
}

fn planned(from: &Schema, to: &Schema) -> (Plan, Schema) {
    let diff = diff(from, to, &Answers::new());
    assert!(diff.questions.is_empty(), "{:?}", diff.questions);
    (plan(from, &diff.target, &diff.ops, &Options::default()), diff.target)
}

fn noon() -> DateTime<Utc> {
    "2026-03-04T12:00:00Z".parse().expect("it is a time")
}

/// All files with their texts.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("it is a folder") {
        let path = entry.expect("it can be read").path();
        let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
        if path.is_dir() {
            all.extend(
                files(&path).into_iter().map(|(inner, text)| (format!("{name}/{inner}"), text)),
            );
        } else {
            all.insert(name, fs::read_to_string(path).expect("it is a text"));
        }
    }
    all
}

/// The shop with a column and an index more.
fn changed(shop: &Schema) -> Schema {
    let mut to = shop.clone();
    let table = to.tables.iter_mut().find(|table| table.name.name == "customers");
    let table = table.expect("the shop has customers");
    let mut phone = Column::new("phone", DataType::named("text"));
    phone.nullable = true;
    table.columns.push(phone);
    table.indexes.push(Index {
        name: "customers_phone_idx".to_owned(),
        method: None,
        unique: false,
        parts: vec![IndexPart::column("phone")],
        include: Vec::new(),
        predicate: None,
    });
    to
}

async fn plans_become_files_that_run(t: TestDb) {
    let (folder, dialect) = (folder(), t.db.dialect());
    let shop = Schema::of_models(dialect, SHOP);
    let (first, after) = planned(&Schema::empty(dialect), &shop);
    let draft = Draft::new("The shop!").at(noon()).plan(&first, &after);
    let ids = draft.write(folder.path(), &load(&folder, dialect)).expect("it can be written");
    assert_eq!(ids[0], "20260304120000_the_shop");
    let migrations = load(&folder, dialect);
    assert_eq!(migrations.snapshot().expect("it can be read"), Some(after.clone()));

    let to = changed(&after);
    let (second, last) = planned(&after, &to);
    // As if the clock stood still: the next one comes behind nevertheless.
    let draft = Draft::new("phones").at(noon()).plan(&second, &last);
    let more = draft.write(folder.path(), &migrations).expect("it can be written");
    let migrations = load(&folder, dialect);
    assert_eq!(migrations.all().len(), ids.len() + more.len());
    assert!(more[0] > ids[ids.len() - 1]);
    assert_eq!(migrations.snapshot().expect("it can be read").as_ref(), Some(&last));
    let again = diff(&last, &to, &Answers::new());
    assert!(again.ops.is_empty(), "{:?}", again.ops);

    let migrator = Migrator::new(&t.db, migrations);
    migrator.up(Target::Latest).await.expect("what is generated runs");
    let phones = "SELECT count(phone) FROM customers";
    assert_eq!(orm::sql::<i64>(phones).one(&t.db).await.expect("it is there"), 0);
    let back = migrator.clone().lose_data(true).down(Target::To(ids[ids.len() - 1].clone())).await;
    match back {
        Ok(_) => assert!(orm::sql::<i64>(phones).one(&t.db).await.is_err()),
        // Phones would be lost.
        Err(error) => assert!(error.is_irreversible(), "{error:?}"),
    }
}

#[tokio::test]
async fn plans_become_files_that_run_on_postgres() {
    plans_become_files_that_run(setup::postgres().await).await;
}

#[tokio::test]
async fn plans_become_files_that_run_on_sqlite() {
    plans_become_files_that_run(setup::sqlite().await).await;
}

#[test]
fn the_same_plan_makes_the_same_files() {
    let write = || {
        let folder = folder();
        let shops = [Dialect::Postgres, Dialect::Sqlite].map(|dialect| {
            let shop = Schema::of_models(dialect, SHOP);
            planned(&shop, &changed(&shop))
        });
        let mut draft = Draft::new("phones").at(noon());
        for (plan, after) in &shops {
            draft = draft.plan(plan, after);
        }
        let none = Source::empty().load(Dialect::Postgres).expect("there are none");
        draft.write(folder.path(), &none).expect("it can be written");
        (load(&folder, Dialect::Postgres), load(&folder, Dialect::Sqlite), files(folder.path()))
    };
    let (postgres, sqlite, all) = write();
    assert_eq!(all, write().2);
    // The index comes in a migration of its own there, which is none on the other database.
    assert_eq!(postgres.all().len(), 2);
    let ids = |migrations: &Migrations| {
        migrations.all().iter().map(|migration| migration.id().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&postgres), ids(&sqlite));
    let index = &ids(&postgres)[1];
    assert!(all[&format!("{index}/postgres/up.sql")].contains("CREATE INDEX CONCURRENTLY"));
    assert!(!all.contains_key(&format!("{index}/sqlite/up.sql")));
    let count = |migrations: &Migrations, at: usize| {
        migrations.all()[at].up().expect("it is SQL").statements().count()
    };
    assert_eq!((count(&sqlite, 0), count(&sqlite, 1), count(&postgres, 1)), (2, 0, 1));
    assert_eq!(all["migrations.sum"].lines().filter(|line| !line.starts_with('#')).count(), 2);
}

#[test]
fn empty_ones_are_written_by_hand_and_heads_are_merged() {
    let folder = folder();
    let write = |draft: Draft<'_>| {
        let migrations = load(&folder, Dialect::Postgres);
        draft.at(noon()).write(folder.path(), &migrations).map(|ids| ids[0].clone())
    };
    let first = write(Draft::new("first")).expect("it can be written");
    let second = write(Draft::new("second")).expect("it can be written");
    assert_eq!(load(&folder, Dialect::Postgres).all()[1].dependencies(), [&*first]);
    let side = write(Draft::new("side").branch("side")).expect("it can be written");
    assert_eq!(load(&folder, Dialect::Postgres).all()[2].branch(), "side");
    let next = write(Draft::new("next").branch("side")).expect("it can be written");
    let all = load(&folder, Dialect::Postgres);
    assert_eq!(all.get(&next).expect("it is there").dependencies(), [&*side]);
    assert!(write(Draft::new("!")).expect_err("it has no letter").is_input());

    // Somebody else has added one behind the first, too.
    let other = folder.path().join("20260304130000_other");
    fs::create_dir(&other).expect("it can be made");
    fs::write(other.join("up.sql"), "SELECT 1").expect("it can be written");
    fs::write(other.join("migration.toml"), format!("dependencies = [{first:?}]")).expect("it can");
    write_sums(folder.path(), Dialect::Postgres).expect("it can be listed");
    let error = write(Draft::new("third")).expect_err("there are two heads");
    assert!(error.is_two_heads(), "{error:?}");
    let merge = write(Draft::new("merge").merge()).expect("it can be written");
    let all = load(&folder, Dialect::Postgres);
    let merged = all.get(&merge).expect("it is there").dependencies();
    assert_eq!(merged, [&*second, "20260304130000_other"]);
    assert!(all.heads().is_ok());
}

#[tokio::test]
async fn migrations_are_compiled_into_the_program() {
    let files = embed_migrations!("tests/migrate/embedded");
    let settings = Settings::embedded(files).expect("they are settings");
    assert_eq!(settings.tenants.policies_for.as_deref(), Some("app"));
    let source = Source::embedded(files);
    for t in [setup::sqlite().await, setup::postgres().await] {
        let migrations = source.load(t.db.dialect()).expect("they are migrations");
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/migrate/embedded");
        let folder = Source::folder(path).load(t.db.dialect()).expect("they are migrations");
        let sums = |migrations: &Migrations| {
            let all = migrations.all().iter();
            all.map(|one| format!("{} {}", one.id(), one.checksum())).collect::<Vec<_>>()
        };
        assert_eq!(sums(&migrations), sums(&folder));
        let list = fs::read_to_string(Path::new(path).join("migrations.sum")).expect("it is there");
        let list: Vec<_> = list.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(sums(&migrations), list, "`write_sums` writes it anew");
        let report = Migrator::new(&t.db, migrations).up(Target::Latest).await;
        assert_eq!(report.expect("nothing is wrong").done.len(), 2);
        let name = orm::sql::<String>("SELECT name FROM pet").one(&t.db).await;
        assert_eq!(name.expect("there is one"), "Rex");
    }
}

#[test]
fn what_is_no_migration_is_refused_with_its_place() {
    for (path, text, expect) in [
        ("20260101000000_A b/up.sql", "", "fourteen digits"),
        ("20260101000000_a/down.sql", "", "there is no `up.sql` for PostgreSQL"),
        ("20260101000000_a/migration.toml", "form = 1", "migration.toml: it is no manifest"),
        ("20260101000000_a/migration.toml", "format = 9", "not known here"),
        ("20260101000000_a/migration.toml", "databases = [\"mysql\"]", "not \"mysql\""),
        ("20260101000000_b/up.sql", "SELECT 1;\nCOMMIT", "b/up.sql:2: COMMIT"),
    ] {
        let folder = folder();
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().expect("it is in a folder")).expect("it can be made");
        fs::write(&file, text).expect("it can be written");
        let error = Source::folder(folder.path()).load(Dialect::Postgres).expect_err(path);
        let said = error.to_string();
        assert!(error.is_input() && error.exit_code() == 2 && said.contains(expect), "{said}");
        assert!(said.contains(&*folder.path().to_string_lossy()), "{said}");
    }
}
