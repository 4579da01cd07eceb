//! Migrations in a process of their own: this program again, with a variable that says what to do.

use super::Project;
use orm::Db;
use orm_migrate::{Event, Migrator, Source, Target};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const VARIABLE: &str = "ORM_TEST_MIGRATION_CHILD";

/// What the process does.
#[derive(Debug, Serialize, Deserialize)]
struct Orders {
    url: String,
    folder: PathBuf,
    /// After so many events it kills itself.
    kill_at: Option<usize>,
    /// Only batches of a backfill count.
    batches: bool,
}

/// A process that applies all migrations.
pub(super) struct Child<'a> {
    orders: Orders,
    _project: &'a Project,
}

impl<'a> Child<'a> {
    pub(super) fn new(url: &str, project: &'a Project) -> Self {
        let (url, folder) = (url.to_owned(), project.path().to_owned());
        let orders = Orders { url, folder, kill_at: None, batches: false };
        Child { orders, _project: project }
    }

    /// Lets it kill itself as this event comes, from 1.
    pub(super) fn kill_at(mut self, event: usize) -> Self {
        self.orders.kill_at = Some(event);
        self
    }

    /// The same, of the events that tell of a batch.
    pub(super) fn kill_at_batch(mut self, batch: usize) -> Self {
        self.orders.batches = true;
        self.kill_at(batch)
    }

    pub(super) fn start(&self) -> std::process::Child {
        let orders = serde_json::to_string(&self.orders).expect("it is JSON");
        Command::new(std::env::current_exe().expect("this program has a file"))
            .args(["--exact", "runner::child::migrate", "--nocapture", "--test-threads=1"])
            .env(VARIABLE, orders)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("this program can be started")
    }

    /// Runs it; gives the code that it ends with, `None` if it was killed, and what it said.
    pub(super) fn run(&self) -> (Option<i32>, String) {
        let output = self.start().wait_with_output().expect("it ends");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// What such a process does. Without the variable, it is a test like all others, which has nothing to do.
#[test]
fn migrate() {
    let Ok(orders) = std::env::var(VARIABLE) else { return };
    let orders: Orders = serde_json::from_str(&orders).expect("a test has written it");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let code = runtime.expect("a runtime can be made").block_on(obey(orders));
    std::process::exit(code.into());
}

async fn obey(orders: Orders) -> u8 {
    let db = Db::connect(&orders.url).await.expect("there is a database");
    let migrations = Source::folder(&orders.folder).load(db.dialect()).expect("there are some");
    let (kill_at, batches) = (orders.kill_at, orders.batches);
    let events = AtomicUsize::new(0);
    let observer = move |event: &Event<'_>| {
        if batches && !matches!(event, Event::Batch { .. }) {
            return;
        }
        if Some(events.fetch_add(1, Ordering::Relaxed) + 1) == kill_at {
            die();
        }
    };
    let migrator = Migrator::new(&db, migrations).throttle(Duration::ZERO).observer(observer);
    match migrator.up(Target::Latest).await {
        Ok(_) => 0,
        Err(error) => {
            eprintln!("{error:?}");
            error.exit_code()
        }
    }
}

/// Ends this process as `kill -9` does.
fn die() {
    let pid = std::process::id().to_string();
    Command::new("kill").args(["-9", &pid]).status().expect("there is a program `kill`");
    std::thread::sleep(Duration::from_secs(60));
}
