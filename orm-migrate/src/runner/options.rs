//! What runs migrations, and its settings.

use super::observer::{Event, Observer};
use crate::source::Migrations;
use orm::Db;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Applies migrations to a database, and takes them back.
///
/// ```no_run
/// # async fn run(db: orm::Db) -> Result<(), orm_migrate::Error> {
/// use orm_migrate::{Migrator, Source, Target};
///
/// let migrations = Source::folder("migrations").load(db.dialect())?;
/// let report = Migrator::new(&db, migrations).up(Target::Latest).await?;
/// for done in report.done {
///     println!("{} in {:?}", done.id, done.elapsed);
/// }
/// # Ok(()) }
/// ```
///
/// On PostgreSQL it connects by itself, as `db` does, so that nothing is left behind in the pool. It has to
/// reach the server itself: a pooler in transaction mode is refused. The role owns the tables.
///
/// | setting | default |
/// |---|---|
/// | [`lock_wait`](Self::lock_wait) | 5 min |
/// | [`lock_timeout`](Self::lock_timeout) | 2 s |
/// | [`lock_tries`](Self::lock_tries) | 8 |
/// | [`backoff`](Self::backoff) | 1 s to 60 s |
/// | [`out_of_order`](Self::out_of_order) | refused |
/// | [`lose_data`](Self::lose_data) | refused |
/// | [`fake`](Self::fake) | off |
/// | [`batch`](Self::batch) | 1000 rows |
/// | [`throttle`](Self::throttle) | 20 ms |
/// | [`replica_lag`](Self::replica_lag) | 64 MiB |
#[derive(Clone)]
#[must_use = "a migrator does nothing until `up` or `down` is awaited"]
pub struct Migrator {
    pub(super) db: Db,
    pub(super) migrations: Migrations,
    pub(super) observer: Arc<dyn Observer>,
    pub(super) program: String,
    pub(super) lock_wait: Duration,
    pub(crate) lock_timeout: Duration,
    pub(crate) lock_tries: u32,
    pub(crate) backoff: (Duration, Duration),
    pub(super) out_of_order: bool,
    pub(super) lose_data: bool,
    pub(super) fake: bool,
    pub(super) batch: u32,
    pub(super) throttle: Duration,
    pub(super) replica_lag: Option<u64>,
}

/// Up to where migrations are applied, or taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// All of them. Taken back: all that are applied.
    Latest,
    /// Those of this branch, and what they depend on.
    Branch(String),
    /// The one with this id, fourteen digits or name, and what it depends on. Taken back: all that was
    /// applied after it; it stays.
    To(String),
    /// The next ones in order, so many. Taken back: the last ones.
    Steps(usize),
}

impl Migrator {
    /// What runs these migrations on this database.
    pub fn new(db: &Db, migrations: Migrations) -> Migrator {
        let program = std::env::current_exe().ok();
        let program = program.and_then(|path| Some(path.file_name()?.to_str()?.to_owned()));
        Migrator {
            db: db.clone(),
            migrations,
            observer: Arc::new(|_: &Event<'_>| {}),
            program: program.unwrap_or_default(),
            lock_wait: Duration::from_secs(300),
            lock_timeout: Duration::from_secs(2),
            lock_tries: 8,
            backoff: (Duration::from_secs(1), Duration::from_secs(60)),
            out_of_order: false,
            lose_data: false,
            fake: false,
            batch: 1000,
            throttle: Duration::from_millis(20),
            replica_lag: Some(64 << 20),
        }
    }

    /// Who is told what happens.
    pub fn observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observer = Arc::new(observer);
        self
    }

    /// The name and version of the program, for the history; the file that runs, otherwise.
    pub fn program(mut self, name: impl Into<String>) -> Self {
        self.program = name.into();
        self
    }

    /// How long another process that migrates the database is waited for.
    pub fn lock_wait(mut self, longest: Duration) -> Self {
        self.lock_wait = longest;
        self
    }

    /// How long a statement waits for the lock of a table on PostgreSQL: others queue behind it meanwhile.
    /// Statements with `CONCURRENTLY` wait without limit, because nobody queues behind them.
    pub fn lock_timeout(mut self, longest: Duration) -> Self {
        self.lock_timeout = longest;
        self
    }

    /// How often a migration in a transaction, or else a statement, is tried until its locks can be had.
    pub fn lock_tries(mut self, tries: u32) -> Self {
        self.lock_tries = tries.max(1);
        self
    }

    /// The pause between these attempts: the first one, which doubles, and the longest. At least a half of
    /// it is waited.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.backoff = (first, longest);
        self
    }

    /// Lets a migration be applied though a newer one of its branch is applied already. The history says so.
    pub fn out_of_order(mut self, allow: bool) -> Self {
        self.out_of_order = allow;
        self
    }

    /// Lets migrations be taken back that lose data by it.
    pub fn lose_data(mut self, allow: bool) -> Self {
        self.lose_data = allow;
        self
    }

    /// Records migrations as applied, or as taken back, without running anything: for a database that is
    /// as they would make it.
    pub fn fake(mut self, fake: bool) -> Self {
        self.fake = fake;
        self
    }

    /// How many rows a backfill changes in one transaction, where its file does not say so.
    pub fn batch(mut self, rows: u32) -> Self {
        self.batch = rows.max(1);
        self
    }

    /// How long a backfill pauses after each batch.
    pub fn throttle(mut self, pause: Duration) -> Self {
        self.throttle = pause;
        self
    }

    /// How many bytes of PostgreSQL's write-ahead log a replica may be behind before a backfill waits for
    /// it; `None` never waits. Seeing others' replicas takes a superuser or the role `pg_monitor`.
    pub fn replica_lag(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.replica_lag = bytes.into();
        self
    }

    /// The migrations.
    pub fn migrations(&self) -> &Migrations {
        &self.migrations
    }

    pub(crate) fn tell(&self, event: &Event<'_>) {
        self.observer.event(event);
    }
}

impl fmt::Debug for Migrator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Migrator").field("db", &self.db).finish_non_exhaustive()
    }
}
