//! Several migrations as one: for new databases, for those that have had all of them, or some.

use orm::{Db, Dialect, FromRow, sql};
use orm_migrate::schema::{
    Column, DataType, Index, IndexPart, ObjectName, PrimaryKey, Schema, Table,
};
use orm_migrate::{
    Answers, Draft, Error, Migrations, Migrator, Options, RustMigration, Source, Squashed, Target,
    Todo, diff, plan, prove, squash,
};
use orm_tests::setup::{self, TestDb};
use std::fs;
use tempfile::TempDir;

/// A folder of migrations, and the schema after them.
struct Project {
    folder: TempDir,
    now: Schema,
}

impl Project {
    fn new(dialect: Dialect) -> Project {
        let folder = TempDir::with_prefix("orm-squash-").expect("temporary files can be made");
        Project { folder, now: Schema::empty(dialect) }
    }

    fn load(&self) -> Migrations {
        Source::folder(self.folder.path()).load(self.now.dialect).expect("it can be read")
    }

    fn generate(&mut self, name: &str, edit: impl FnOnce(&mut Vec<Table>)) {
        let mut wanted = self.now.clone();
        edit(&mut wanted.tables);
        let work = diff(&self.now, &wanted, &Answers::new());
        let plan = plan(&self.now, &work.target, &work.ops, &Options::default());
        let draft = Draft::new(name).plan(&plan, &work.target);
        draft.write(self.folder.path(), &self.load()).expect("it can be written");
        self.now = work.target;
    }

    fn by_hand(&self, name: &str, up: &str, down: &str) -> String {
        let draft = Draft::new(name);
        let ids = draft.write(self.folder.path(), &self.load()).expect("it can be written");
        let place = self.folder.path().join(&ids[0]);
        for (file, text) in [("up.sql", up), ("down.sql", down)] {
            fs::write(place.join(file), text).expect("the folder is there");
        }
        ids[0].clone()
    }

    /// Squashes, and gives it with the migrations before that.
    fn squash(&self, from: &str, to: &str) -> (Squashed, Migrations) {
        let old = self.load();
        let squashed = squash(&old, from, to, "all of it").expect("they are a line");
        let of = std::slice::from_ref(&squashed);
        Squashed::write(of, self.folder.path(), &old).expect("it can be written");
        (squashed, old)
    }

    fn remove(&self, id: &str) {
        fs::remove_dir_all(self.folder.path().join(id)).expect("it is there");
    }

    fn migrator(&self, db: &Db) -> Migrator {
        Migrator::new(db, self.load()).lose_data(true)
    }

    async fn up(&self, db: &Db) -> Result<Vec<String>, Error> {
        let report = self.migrator(db).up(Target::Latest).await?;
        Ok(report.done.iter().map(|done| name(&done.id)).collect())
    }

    async fn down(&self, db: &Db, steps: usize) -> Vec<String> {
        let report = self.migrator(db).down(Target::Steps(steps)).await.expect("there is a way");
        report.done.iter().map(|done| name(&done.id)).collect()
    }

    fn statements(&self, squashed: &Squashed) -> Vec<String> {
        let migrations = self.load();
        let migration = migrations.get(squashed.id()).expect("it is written");
        migration.up().expect("it is SQL").statements().map(str::to_owned).collect()
    }
}

fn name(id: &str) -> String {
    id.split_once('_').expect("it is an id").1.to_owned()
}

fn table(name: &str) -> Table {
    let mut table = Table::new(ObjectName::plain(name));
    table.columns.push(Column::new("id", DataType::named("integer")));
    table.primary_key = Some(PrimaryKey { name: None, columns: vec!["id".to_owned()] });
    table
}

fn column(name: &str) -> Column {
    Column { nullable: true, ..Column::new(name, DataType::named("text")) }
}

fn index(name: &str, column: &str) -> Index {
    Index {
        name: name.to_owned(),
        method: None,
        unique: false,
        parts: vec![IndexPart::column(column)],
        include: vec![],
        predicate: None,
    }
}

const ROWS: &str = "-- Everybody needs one.\nINSERT INTO hen (id, colour) VALUES (1, 'brown');\n";

/// A column that comes and goes, an index, rows by hand, and what comes after them.
fn history(dialect: Dialect) -> Project {
    let mut project = Project::new(dialect);
    project.generate("hens", |tables| tables.push(table("hen")));
    project.generate("colours", |tables| {
        tables[0].columns.extend([column("colour"), column("mood")]);
    });
    project.generate("found", |tables| tables[0].indexes.push(index("hen_colour_idx", "colour")));
    project.generate("no_moods", |tables| tables[0].columns.retain(|column| column.name != "mood"));
    project.by_hand("first_hen", ROWS, "DELETE FROM hen WHERE id = 1;\n");
    project.generate("eggs", |tables| {
        tables[0].columns.push(column("size"));
        tables.push(table("egg"));
    });
    project.generate("shells", |tables| tables[1].columns.push(column("shell")));
    project
}

const OLD: [&str; 7] = ["hens", "colours", "found", "no_moods", "first_hen", "eggs", "shells"];

async fn value<T: FromRow>(db: &Db, text: &'static str) -> T {
    sql::<T>(text).one(db).await.expect("the query has one row")
}

async fn a_new_database_has_it_alone(t: TestDb, other: TestDb) {
    let mut project = history(t.db.dialect());
    let (squashed, old) = project.squash("hens", "shells");
    assert_eq!(squashed.kept().iter().map(|id| name(id)).collect::<Vec<_>>(), ["first_hen"]);
    assert_eq!(squashed.replaces().iter().map(|id| name(id)).collect::<Vec<_>>(), OLD);
    let statements = project.statements(&squashed);
    let has = |text: &str| statements.iter().any(|statement| statement.contains(text));
    assert!(!has("mood") && !has("DROP") && !has("CONCURRENTLY"), "{statements:#?}");
    let up = project.folder.path().join(squashed.id()).join("up.sql");
    let text = fs::read_to_string(up).expect("it is written");
    assert!(text.contains(ROWS), "with its comment: {text}");

    let pair = [(&other.db, &old), (&t.db, &project.load())];
    assert_eq!(prove(&squashed, pair).await.expect("both run"), [""; 0]);
    assert_eq!(value::<String>(&t.db, "SELECT colour FROM hen").await, "brown");

    // What comes later depends on what is not there any more.
    project.generate("later", |tables| tables[1].columns.push(column("weight")));
    for old in old.all() {
        project.remove(old.id());
    }
    assert_eq!(project.up(&t.db).await.expect("nothing is wrong"), ["later"]);
    assert_eq!(project.down(&t.db, 2).await, ["later", "all_of_it"]);
    assert!(Schema::of_database(&t.db).await.unwrap().table(&ObjectName::plain("hen")).is_none());
    assert_eq!(project.up(&t.db).await.expect("nothing is wrong"), ["all_of_it", "later"]);
}

async fn a_database_that_has_had_all_records_it(t: TestDb, _: TestDb) {
    let mut project = history(t.db.dialect());
    project.generate("later", |tables| tables[1].columns.push(column("weight")));
    project.up(&t.db).await.expect("nothing is wrong");
    let (squashed, old) = project.squash("hens", "shells");
    for id in squashed.replaces() {
        project.remove(id);
    }
    let todo = project.migrator(&t.db).dry_run(orm_migrate::Direction::Up, Target::Latest).await;
    let is_recorded_only = |todo: &Todo| todo.is_recorded_only;
    assert!(todo.expect("nothing is wrong").iter().all(is_recorded_only));
    assert_eq!(project.up(&t.db).await.expect("nothing is wrong"), ["all_of_it"]);
    assert_eq!(project.up(&t.db).await.expect("nothing is wrong"), [""; 0]);
    assert_eq!(value::<i64>(&t.db, "SELECT count(*) FROM hen").await, 1, "nothing ran twice");
    let status = project.migrator(&t.db).status().await.expect("it can be read");
    let standing: Vec<_> = status.iter().map(|one| format!("{:?}", one.standing)).collect();
    assert_eq!(standing, ["Baselined", "Applied"], "{}", old.all().len());
    // It stands where the last of them did, and the others go with it.
    assert_eq!(project.down(&t.db, 2).await, ["later", "all_of_it"]);
    assert_eq!(project.up(&t.db).await.expect("nothing is wrong"), ["all_of_it", "later"]);
    assert_eq!(value::<i64>(&t.db, "SELECT count(*) FROM hen").await, 1);
}

async fn a_database_that_has_had_some_gets_the_others(t: TestDb, other: TestDb) {
    let mut project = history(t.db.dialect());
    for db in [&t.db, &other.db] {
        let migrator = project.migrator(db);
        migrator.up(Target::To("found".to_owned())).await.expect("nothing is wrong");
    }
    let (squashed, old) = project.squash("hens", "shells");
    project.generate("later", |tables| tables[1].columns.push(column("weight")));
    let done = project.up(&t.db).await.expect("nothing is wrong");
    assert_eq!(done, ["no_moods", "first_hen", "eggs", "shells", "all_of_it", "later"]);
    let eggs = old.find("eggs").expect("it was there").id();
    project.remove(eggs);
    let error = project.up(&other.db).await.expect_err("a part of it is gone");
    assert!(error.is_missing(), "{error:?}");
    assert!(error.to_string().contains(eggs) && error.to_string().contains(squashed.id()));
}

macro_rules! on_both {
    ($($test:ident)*) => {
        mod postgres { $(
            #[tokio::test]
            async fn $test() {
                let (t, other) = (super::setup::postgres().await, super::setup::postgres().await);
                super::$test(t, other).await;
            }
        )* }
        mod sqlite { $(
            #[tokio::test]
            async fn $test() {
                let (t, other) = (super::setup::sqlite().await, super::setup::sqlite().await);
                super::$test(t, other).await;
            }
        )* }
    };
}

on_both! {
    a_new_database_has_it_alone
    a_database_that_has_had_all_records_it
    a_database_that_has_had_some_gets_the_others
}

/// Tables that were there before may have rows: what snapshots do not tell of these stays as it is.
#[tokio::test]
async fn values_of_rows_stay_where_there_may_be_some() {
    let (t, other) = (setup::postgres().await, setup::postgres().await);
    let mut project = history(Dialect::Postgres);
    let named = |name: &str| Column { nullable: false, ..column(name) };
    project.generate("nests", |tables| tables.push(table("nest")));
    project.generate("straw", |tables| tables[2].columns.push(column("straw")));
    project.generate("tags", |tables| {
        let tag = Column { default: Some("'none'".to_owned()), ..named("tag") };
        tables[0].columns.push(tag);
    });
    let (squashed, old) = project.squash("eggs", "tags");
    assert_eq!(squashed.kept(), [""; 0]);
    let statements = project.statements(&squashed);
    let creates = statements.iter().filter(|text| text.starts_with("CREATE TABLE")).count();
    assert_eq!((statements.len(), creates), (4, 2), "{statements:#?}");
    let pair = [(&other.db, &old), (&t.db, &project.load())];
    assert_eq!(prove(&squashed, pair).await.expect("both run"), [""; 0]);
}

#[tokio::test]
async fn the_proof_finds_what_is_not_the_same() {
    let (t, other) = (setup::postgres().await, setup::postgres().await);
    let project = history(Dialect::Postgres);
    let (squashed, old) = project.squash("hens", "shells");
    let up = project.folder.path().join(squashed.id()).join("up.sql");
    let text = fs::read_to_string(&up).expect("it is written");
    let more = "CREATE VIEW nobody AS SELECT 1 AS one;\nALTER TABLE egg DROP COLUMN shell;\n";
    fs::write(&up, text + more).expect("it can be written");
    let pair = [(&other.db, &old), (&t.db, &project.load())];
    let found = prove(&squashed, pair).await.expect("both run").join("; ");
    assert!(found.contains("nobody") && found.contains("egg.shell"), "{found}");
}

struct Coded;

impl RustMigration for Coded {
    const ID: &'static str = "20260102000000_coded";
    const DEPENDENCIES: &'static [&'static str] = &["20260101000000_first"];

    async fn up(&self, _: &orm::Tx) -> Result<(), orm::Error> {
        Ok(())
    }

    async fn down(&self, _: &orm::Tx) -> Result<(), orm::Error> {
        Ok(())
    }
}

#[test]
fn what_cannot_be_one_migration_is_refused() {
    #[track_caller]
    fn refused(migrations: &Migrations, from: &str, to: &str, expect: &str) {
        let error = squash(migrations, from, to, "all").expect_err("it cannot be done");
        assert!(error.is_input() && error.to_string().contains(expect), "{error}");
    }
    let project = history(Dialect::Postgres);
    let load = project.load();
    refused(&load, "hens", "hens", "one migration already");
    refused(&load, "shells", "hens", "does not come before");
    refused(&load, "hens", "nothing", "there is no migration nothing");
    let alone = project.by_hand("alone", "VACUUM hen;\n", "");
    let manifest = project.folder.path().join(&alone).join("migration.toml");
    let text = fs::read_to_string(&manifest).expect("it is there");
    fs::write(&manifest, format!("transactional = false\n{text}")).expect("it can be written");
    refused(&project.load(), "hens", "alone", "does not run in a transaction");
    let branch = Draft::new("aside").branch("aside");
    branch.write(project.folder.path(), &project.load()).expect("it can be written");
    refused(&project.load(), "alone", "aside", "branch aside begins with");
    let after = project.by_hand("after", "SELECT 1;\n", "SELECT 1;\n");
    refused(&project.load(), "shells", &after, "goes off at");
    let (_, _) = project.squash("hens", "shells");
    refused(&project.load(), "all_of_it", "alone", "replaces others itself");
    refused(&project.load(), "hens", "alone", "is replaced by");

    let coded = Project::new(Dialect::Postgres);
    let first = Draft::new("first").at("2026-01-01T00:00:00Z".parse().expect("it is a time"));
    first.write(coded.folder.path(), &coded.load()).expect("it can be written");
    let source = Source::folder(coded.folder.path()).with(Coded);
    let load = source.load(Dialect::Postgres).expect("it can be read");
    refused(&load, "first", "coded", "is written in Rust");
}
