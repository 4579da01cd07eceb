//! A run in the schema of a tenant: a transaction for each migration, with its row of that schema's history.
//!
//! The history is in the tenant's schema, so that it is true together with the tables, whatever becomes of
//! the schema: dropped, restored, moved to another database. That no tenant is behind is known without it,
//! by the versions in the directory.

use super::connection::execute;
use super::options::{Migrator, Target};
use super::todo::{Past, Todo};
use super::whole::{Stopped, is_busy};
use crate::error::{Busy, Error, text_of};
use crate::history::{Begin, Direction, Entry, History, State};
use crate::lock;
use crate::source::{Migration, Migrations};
use orm::{Db, Tx, sql, unsafe_text};
use std::time::{Duration, Instant};

/// What is left of a tenant's migration that failed.
const ROLLED_BACK: &str = "all of it was rolled back for this tenant";

/// The schema comes first, then what tenants share. Nothing of it outlives the transaction.
const SETTINGS: &str = "SELECT set_config('search_path', \
    concat_ws(', ', $1::text, quote_ident(current_schema())), true), \
    set_config('lock_timeout', $2, true), set_config('statement_timeout', '0', true)";

/// A schema on its way.
struct Run<'a> {
    migrator: &'a Migrator,
    db: &'a Db,
    schema: &'a str,
    history: History,
}

impl Migrator {
    /// The same settings for another database, where nobody is told of the steps.
    pub(crate) fn elsewhere(&self, db: &Db, migrations: &Migrations) -> Migrator {
        let (db, migrations) = (db.clone(), migrations.clone());
        Migrator { db, migrations, ..self.clone() }.observer(|_: &super::Event<'_>| {})
    }

    /// Runs what migrations have for each tenant in this one's schema.
    ///
    /// # Errors
    /// Those of [`up`](Self::up) and [`down`](Self::down) but for the run's lock.
    pub(crate) async fn run_in_schema(
        &self,
        db: &Db,
        schema: &str,
        direction: Direction,
        target: &Target,
    ) -> Result<(), Error> {
        let db = &db.with_query_timeout(None);
        let mut attempt = 1;
        loop {
            let history = History::in_schema(schema, self.runner());
            let entries = history.read(db).await?;
            let todo = self.todo(&entries, direction, target)?;
            let run = Run { migrator: self, db, schema, history };
            match run.all(&todo, entries.last().map(|entry| entry.number)).await {
                // A statement of a process that is gone had not ended. A number of steps back from
                // where it led would be too many.
                Err(error)
                    if error.is_already_running()
                        && attempt < self.lock_tries
                        && !matches!(target, Target::Steps(_)) =>
                {
                    attempt += 1;
                }
                ended => return ended,
            }
        }
    }

    /// What [`run_in_schema`](Self::run_in_schema) would do.
    ///
    /// # Errors
    /// Those of [`dry_run`](Self::dry_run).
    pub(crate) async fn todo_in_schema(
        &self,
        db: &Db,
        schema: &str,
        direction: Direction,
        target: &Target,
    ) -> Result<Vec<Todo>, Error> {
        let entries = History::in_schema(schema, self.runner()).read(db).await?;
        self.todo(&entries, direction, target)
    }

    /// The version of a tenant's schema.
    ///
    /// # Errors
    /// Those of a statement.
    pub(crate) async fn version_in_schema(
        &self,
        db: &Db,
        schema: &str,
    ) -> Result<Option<String>, Error> {
        let history = History::in_schema(schema, self.runner());
        Ok(self.version(&history.read(db).await?))
    }

    /// The version that a history stands for: of what replaces others, and is not there, the last of those.
    pub(crate) fn version(&self, entries: &[Entry]) -> Option<String> {
        let past = Past::of(entries);
        let all = self.migrations.all();
        if all.iter().all(|migration| past.is_applied(migration.id())) {
            return self.migrations.version();
        }
        let last = |migration: &Migration| {
            let replaced = migration.manifest().replaces.iter().rev().map(String::as_str);
            let mut ids = std::iter::once(migration.id()).chain(replaced);
            ids.find(|id| past.is_applied(id)).map(str::to_owned)
        };
        all.iter().rev().find_map(last)
    }
}

impl Run<'_> {
    /// Runs migrations behind the last row that is there.
    async fn all(&self, todo: &[Todo], mut last: Option<i64>) -> Result<(), Error> {
        // What has nothing for tenants is written down together with the next one.
        for part in todo.split_inclusive(|todo| todo.script(true).is_some()) {
            last = Some(self.patiently(part, last).await?);
        }
        Ok(())
    }

    /// Runs migrations, of which the last one may have statements, until it has its locks or has been tried
    /// often enough; gives the number of the last row.
    async fn patiently(&self, part: &[Todo], before: Option<i64>) -> Result<i64, Error> {
        let todo = part.last().expect("a part has a migration");
        let mut attempt = 1;
        loop {
            let (at, error) = match self.attempt(part, before).await {
                Ok(last) => return Ok(last),
                Err(Stopped::Other(error)) => return Err(error),
                Err(Stopped::At(at, error)) => (at, error),
            };
            let failed = todo.failed(todo.script(true), at, ROLLED_BACK);
            if !is_busy(&error) {
                let text = text_of(&error);
                let begin = Begin { error: Some(&text), ..begin(todo, State::Failed) };
                // What the statement says is worth more than that it could not be written down.
                let _ = self.history.begin(self.db, begin).await;
                return Err(Error::statement_failed(failed, error));
            }
            self.migrator.pause(failed, error, &mut attempt).await?;
        }
    }

    async fn attempt(&self, part: &[Todo], before: Option<i64>) -> Result<i64, Stopped> {
        let tx = self.db.begin().await?;
        self.settle(&tx).await.map_err(|error| Stopped::At(0, error))?;
        // The schema has to be there, or this fails: otherwise statements would go to what tenants share.
        self.history.make(&tx).await?;
        let last = format!("SELECT max(number) FROM {}", self.history.table());
        let last = sql::<Option<i64>>(unsafe_text(last)).one(&tx).await?;
        if last != before {
            let holder = format!("one that worked on the schema `{}` meanwhile", self.schema);
            let busy = Busy { holder, waited: Duration::ZERO };
            return Err(Error::already_running(&busy).into());
        }
        let mut last = 0;
        let mut end = 0;
        for todo in part {
            let start = Instant::now();
            let is_pretended = self.migrator.fake || todo.is_recorded_only;
            let is_fake = is_pretended && todo.direction != Direction::Down;
            let state = if is_fake { State::Baselined } else { State::Running };
            last = self.history.begin(&tx, begin(todo, state)).await?;
            let script = todo.script(true).filter(|_| !is_pretended);
            let statements = script.map(|script| &*script.statements).unwrap_or_default();
            for (at, statement) in statements.iter().enumerate() {
                execute(&tx, &statement.sql).await.map_err(|error| Stopped::At(at, error))?;
            }
            end = statements.len();
            if !is_fake {
                self.history.finish(&tx, last, &todo.migration, start.elapsed()).await?;
            }
        }
        tx.commit().await.map_err(|error| Stopped::At(end, error))?;
        Ok(last)
    }

    /// Sets the transaction up, and waits until nobody else works on the schema.
    async fn settle(&self, tx: &Tx) -> Result<(), orm::Error> {
        let timeout = format!("{}ms", self.migrator.lock_timeout.as_millis().max(1));
        let schema = orm::Dialect::Postgres.quoted(self.schema);
        let settings = sql::<(String, String, String)>(SETTINGS).bind(schema).bind(timeout);
        settings.one(tx).await?;
        let key = lock::key(&format!("tenant {}", self.schema));
        sql::<()>("SELECT pg_advisory_xact_lock($1)").bind(key).exec(tx).await.map(drop)
    }
}

fn begin(todo: &Todo, state: State) -> Begin<'_> {
    Begin {
        migration: &todo.migration,
        direction: todo.direction,
        state,
        steps: todo.script(true).map_or(0, |script| script.statements.len()),
        out_of_order: todo.out_of_order,
        error: None,
    }
}
