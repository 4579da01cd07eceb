//! Running migrations, on real servers and in processes that are killed.

mod backfill;
mod busy;
mod child;
mod index;
mod kill;
mod lock;
mod order;
mod rebuild;
mod wrong;

use child::Child;
use orm::{Db, Dialect};
use orm_migrate::{Event, Migrations, Migrator, Source};
use orm_tests::setup::TestDb;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;

/// A folder of migrations.
struct Project {
    folder: TempDir,
}

impl Project {
    /// Migrations of the first days of a month, one after another: each `up.sql` and `down.sql`. A text that
    /// begins with `-- alone` is not transactional.
    fn of(migrations: &[(&str, &str)]) -> Project {
        let folder = TempDir::with_prefix("orm-migrations-").expect("temporary files can be made");
        let project = Project { folder };
        let mut before = String::new();
        for (at, (up, down)) in migrations.iter().enumerate() {
            let mut manifest = format!("format = 1\ndependencies = [{before}]\n");
            if up.starts_with("-- alone") {
                manifest.push_str("transactional = false\n");
            }
            project.write(at + 1, "migration.toml", &manifest);
            project.write(at + 1, "up.sql", up);
            if !down.is_empty() {
                project.write(at + 1, "down.sql", down);
            }
            before = format!("{:?}", id(at + 1));
        }
        project
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn file(&self, day: usize, name: &str) -> PathBuf {
        self.path().join(id(day)).join(name)
    }

    fn write(&self, day: usize, name: &str, text: &str) {
        let file = self.file(day, name);
        fs::create_dir_all(file.parent().expect("it is in a folder")).expect("it can be made");
        fs::write(file, text).expect("the folder can be written to");
    }

    fn remove(&self, day: usize) {
        fs::remove_dir_all(self.path().join(id(day))).expect("it is there");
    }

    fn load(&self, dialect: Dialect) -> Migrations {
        Source::folder(self.path()).load(dialect).expect("the folder has migrations")
    }

    /// What runs them without patience.
    fn migrator(&self, db: &Db) -> Migrator {
        let migrator = Migrator::new(db, self.load(db.dialect()));
        let (first, longest) = (Duration::from_millis(50), Duration::from_millis(100));
        migrator.lock_wait(Duration::from_secs(20)).backoff(first, longest).throttle(Duration::ZERO)
    }
}

/// The id of the migration of this day.
fn id(day: usize) -> String {
    format!("202601{day:02}000000_m{day}")
}

/// The events of a run, as words.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

impl Told {
    fn observer(&self) -> impl Fn(&Event<'_>) + Send + Sync + 'static {
        let told = self.clone();
        move |event| {
            let text = match event {
                Event::Waiting { holder, .. } => format!("waiting: {holder}"),
                Event::Started { migration, .. } => format!("started {}", migration.name()),
                Event::Statement { number, .. } => format!("statement {number}"),
                Event::Ran { number, .. } => format!("ran {number}"),
                Event::Recorded { number, .. } => format!("recorded {number}"),
                Event::Retrying { attempt, .. } => format!("retrying {attempt}"),
                Event::InvalidIndex { name } => format!("invalid {name}"),
                Event::Batch { rows, .. } => format!("batch {rows}"),
                Event::Lagging { .. } => "lagging".to_owned(),
                Event::Finished { migration, .. } => format!("finished {}", migration.name()),
                _ => "something else".to_owned(),
            };
            told.0.lock().expect("nobody panics with it").push(text);
        }
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().expect("nobody panics with it").clone()
    }

    fn has(&self, text: &str) -> bool {
        self.all().iter().any(|told| told.contains(text))
    }
}

/// `id direction state` of each row of the history.
async fn history(db: &Db, project: &Project) -> Vec<String> {
    let entries = project.migrator(db).entries().await.expect("the history can be read");
    let name = |text: serde_json::Value| text.as_str().expect("it is a word").to_owned();
    let entries = entries.into_iter().map(|entry| {
        let json = |value| name(serde_json::to_value(value).expect("it is JSON"));
        let (_, migration) = entry.id.split_once('_').expect("it is an id");
        let state = name(serde_json::to_value(entry.state).expect("it is JSON"));
        format!("{migration} {} {state}", json(entry.direction))
    });
    entries.collect()
}

/// The one value of a query.
async fn value<T: orm::FromRow>(db: &Db, sql: &'static str) -> T {
    orm::sql::<T>(sql).one(db).await.expect("the query has one row")
}

/// Both databases.
macro_rules! on_both {
    ($($test:ident)*) => {
        mod postgres { $(
            #[tokio::test]
            async fn $test() {
                super::$test(orm_tests::setup::postgres().await).await;
            }
        )* }
        mod sqlite { $(
            #[tokio::test]
            async fn $test() {
                super::$test(orm_tests::setup::sqlite().await).await;
            }
        )* }
    };
}
pub(crate) use on_both;

/// How often something random is repeated: 20 times, or as the variable says.
fn runs() -> usize {
    std::env::var("ORM_TEST_MIGRATION_RUNS")
        .map_or(20, |text| text.parse().expect("it is a number"))
}

/// A test's database has to outlive what other processes do with it.
fn child<'a>(t: &TestDb, project: &'a Project) -> Child<'a> {
    Child::new(&t.url, project)
}
