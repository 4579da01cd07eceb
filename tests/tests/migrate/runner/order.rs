//! Up, down, out of order, on paper, and in Rust.

use super::{Project, Told, history, id, on_both, value};
use orm::{Model, Tx};
use orm_migrate::{Direction, Draft, Migrator, RustMigration, Source, Standing, Target};
use orm_tests::setup::TestDb;

const ONE: (&str, &str) = ("CREATE TABLE one (id integer)", "DROP TABLE one");
const TWO: (&str, &str) = ("CREATE TABLE two (id integer)", "DROP TABLE two");
const THREE: (&str, &str) = ("CREATE TABLE three (id integer)", "");

async fn migrations_go_up_and_come_back(t: TestDb) {
    let project = Project::of(&[ONE, TWO, THREE]);
    let dry = project.migrator(&t.db).dry_run(Direction::Up, Target::Latest).await;
    assert_eq!(dry.expect("all are pending").len(), 3);
    assert!(history(&t.db, &project).await.is_empty(), "nothing was written");
    let report = project.migrator(&t.db).up(Target::To(id(2))).await.expect("nothing is wrong");
    let done: Vec<_> = report.done.iter().map(|done| &*done.id).collect();
    assert_eq!(done, [id(1), id(2)]);
    let report = project.migrator(&t.db).up(Target::Latest).await.expect("nothing is wrong");
    assert_eq!(report.done.len(), 1);

    let error =
        project.migrator(&t.db).down(Target::Steps(2)).await.expect_err("one has no way back");
    assert!(error.is_irreversible() && error.exit_code() == 5, "{error:?}");
    assert!(error.to_string().contains("no `down.sql`"), "{error}");
    project.migrator(&t.db).fake(true).down(Target::Steps(1)).await.expect("nothing is run");
    orm::sql::<i32>("SELECT id FROM three").all(&t.db).await.expect("the table stays");
    let report =
        project.migrator(&t.db).down(Target::To("m1".into())).await.expect("it has a way back");
    assert!(report.done.len() == 1 && report.done[0].direction == Direction::Down);
    assert!(orm::sql::<i32>("SELECT id FROM two").all(&t.db).await.is_err());
    let rows =
        ["m1 up applied", "m2 up reverted", "m3 up reverted", "m3 down applied", "m2 down applied"];
    assert_eq!(history(&t.db, &project).await, rows);

    project.migrator(&t.db).up(Target::To(id(2))).await.expect("it goes up again");
    project.migrator(&t.db).fake(true).up(Target::Latest).await.expect("the table is there");
    let status = project.migrator(&t.db).status().await.expect("it can be asked");
    let standing: Vec<_> = status.iter().map(|status| status.standing).collect();
    assert_eq!(standing, [Standing::Applied, Standing::Applied, Standing::Baselined]);
    let entry = status[1].entry.as_ref().expect("it was applied");
    assert!(entry.duration_ms.is_some() && entry.finished_at >= Some(entry.started_at));
    let process = format!(":{}:", std::process::id());
    assert!(entry.runner.contains(&process), "{}", entry.runner);
}

async fn what_loses_data_asks(t: TestDb) {
    let project = Project::of(&[ONE]);
    project.write(1, "migration.toml", "down_destroys = [\"the rows of one\"]");
    project.migrator(&t.db).up(Target::Latest).await.expect("nothing is wrong");
    let error = project.migrator(&t.db).down(Target::Latest).await.expect_err("it loses rows");
    assert!(error.is_destructive() && error.to_string().contains("the rows of one"), "{error:?}");
    project.migrator(&t.db).lose_data(true).down(Target::Latest).await.expect("it may");
}

async fn an_older_one_is_refused_or_recorded_as_such(t: TestDb) {
    let project = Project::of(&[ONE, TWO, THREE]);
    let all = std::fs::read_to_string(project.file(2, "migration.toml")).expect("it is there");
    project.write(3, "migration.toml", &format!("dependencies = [{:?}]", id(1)));
    project.remove(2);
    project.migrator(&t.db).up(Target::Latest).await.expect("nothing is wrong");
    // Merged later: the newest depends on it by now, on paper, but was applied before.
    project.write(2, "up.sql", TWO.0);
    project.write(2, "migration.toml", &all);
    let to = || Target::To("m2".into());
    let error = project.migrator(&t.db).up(to()).await.expect_err("a newer one is applied");
    assert!(error.is_out_of_order() && error.exit_code() == 3, "{error:?}");
    assert!(error.to_string().contains(&id(2)) && error.to_string().contains(&id(3)), "{error}");
    let report = project.migrator(&t.db).out_of_order(true).up(to()).await.expect("it is allowed");
    assert!(report.done[0].out_of_order);
    let entries = project.migrator(&t.db).entries().await.expect("it can be read");
    let told: Vec<_> = entries.iter().map(|entry| entry.out_of_order).collect();
    assert_eq!(told, [false, false, true]);
}

/// Things as they were then.
#[derive(Model, Debug)]
#[model(table = "thing")]
struct Thing {
    #[model(primary_key)]
    id: i64,
    name: String,
    shout: Option<String>,
}

struct Shout;

impl RustMigration for Shout {
    const ID: &'static str = "20260102120000_shout";
    const DEPENDENCIES: &'static [&'static str] = &["20260101000000_m1"];

    async fn up(&self, tx: &Tx) -> Result<(), orm::Error> {
        for thing in Thing::query().all(tx).await? {
            if thing.name.is_empty() {
                return Err(orm::Error::refused("a thing without a name"));
            }
            let rows = Thing::query().filter(|t| t.id.eq(thing.id));
            rows.update(|t| t.shout.set(thing.name.to_uppercase())).exec(tx).await?;
        }
        Ok(())
    }

    async fn down(&self, tx: &Tx) -> Result<(), orm::Error> {
        Thing::query().update(|t| t.shout.set(None::<String>)).exec(tx).await?;
        Ok(())
    }
}

async fn a_migration_in_rust_is_one_like_others(t: TestDb) {
    let table = "CREATE TABLE thing (id bigint PRIMARY KEY, name text NOT NULL, shout text); \
         INSERT INTO thing (id, name) VALUES (1, 'a'), (2, '')";
    let project = Project::of(&[(table, "DROP TABLE thing")]);
    let load = || Source::folder(project.path()).with(Shout).load(t.db.dialect());
    let told = Told::default();
    let migrator =
        || Migrator::new(&t.db, load().expect("they are in order")).observer(told.observer());
    let error = migrator().up(Target::Latest).await.expect_err("a thing has no name");
    assert!(error.is_statement_failed() && error.migration() == Some(Shout::ID), "{error:?}");
    let some = "SELECT count(*) FROM thing WHERE shout IS NOT NULL";
    assert_eq!(value::<i64>(&t.db, some).await, 0, "it was rolled back");
    let name = "UPDATE thing SET name = 'b' WHERE id = 2";
    orm::sql::<()>(name).exec(&t.db).await.expect("it can be corrected");
    // It can be spawned.
    let migrator = migrator();
    let run = tokio::spawn(async move {
        migrator.up(Target::Latest).await?;
        assert_eq!(migrator.status().await?.len(), 2);
        migrator.down(Target::Steps(1)).await
    });
    let report = run.await.expect("it does not panic").expect("each has a name");
    assert!(told.has("finished shout") && report.done[0].id == Shout::ID);
    assert_eq!(value::<i64>(&t.db, some).await, 0);
    // What is generated depends on it.
    let migrations = load().expect("they are in order");
    let written = Draft::new("next").write(project.path(), &migrations);
    let next = written.expect("it can be written").remove(0);
    let migrations = load().expect("they are in order");
    let dependencies = migrations.get(&next).map(|next| next.dependencies().to_vec());
    assert_eq!(dependencies.as_deref(), Some(&[Shout::ID.to_owned()][..]));
    std::fs::remove_dir_all(project.path().join(next)).expect("it was written");
    // Without it, its files are missing like any other's.
    let rows = ["m1 up applied", "shout up failed", "shout up reverted", "shout down applied"];
    assert_eq!(history(&t.db, &project).await, rows);
}

on_both! {
    migrations_go_up_and_come_back
    what_loses_data_asks
    an_older_one_is_refused_or_recorded_as_such
    a_migration_in_rust_is_one_like_others
}
