//! The table in which a database says which migrations it has had: `orm_migration`.

mod entry;
mod table;

pub use entry::{Direction, Entry, State};

use crate::error::Error;
use crate::source::Migration;
use chrono::{DateTime, Utc};
use orm::{Dialect, Executor, Tx, Writer, sql, unsafe_text};
use std::time::Duration;

/// The tables of this library in a database that it migrates, which belong to no model.
pub const OWN_TABLES: [&str; 2] = ["orm_migration", "orm_migration_job"];

/// The history of a database. Its tables are named with their schema, so that nothing that a migration sets
/// leads elsewhere.
#[derive(Debug, Clone)]
pub(crate) struct History {
    dialect: Dialect,
    /// As they stand in a statement.
    table: String,
    jobs: String,
    has_jobs: bool,
    /// Who runs: host, process, program.
    runner: String,
}

/// What is written when something begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Begin<'a> {
    pub(crate) migration: &'a Migration,
    pub(crate) direction: Direction,
    pub(crate) state: State,
    pub(crate) steps: usize,
    pub(crate) out_of_order: bool,
    pub(crate) error: Option<&'a str>,
}

impl History {
    /// The history of this database, in the schema that a new table would be in.
    ///
    /// # Errors
    /// [`is_input`](Error::is_input) if there is no such schema; those of a statement.
    pub(crate) async fn of(
        db: &impl Executor,
        dialect: Dialect,
        runner: String,
    ) -> Result<Self, Error> {
        let prefix = match dialect {
            Dialect::Sqlite => "main.".to_owned(),
            Dialect::Postgres => {
                let schema = sql::<Option<String>>("SELECT current_schema()::text").one(db).await?;
                let schema = schema.ok_or_else(|| {
                    Error::input("the search_path leads to no schema that the history could be in")
                })?;
                format!("{}.", dialect.quoted(&schema))
            }
        };
        let [table, jobs] = OWN_TABLES.map(|name| format!("{prefix}{name}"));
        Ok(History { dialect, table, jobs, has_jobs: true, runner })
    }

    /// The history of what is in a tenant's schema, on PostgreSQL: nothing runs in batches there.
    pub(crate) fn in_schema(schema: &str, runner: String) -> Self {
        let dialect = Dialect::Postgres;
        let prefix = dialect.quoted(schema);
        let [table, jobs] = OWN_TABLES.map(|name| format!("{prefix}.{name}"));
        History { dialect, table, jobs, has_jobs: false, runner }
    }

    /// The name of the table, as it stands in a statement.
    pub(crate) fn table(&self) -> &str {
        &self.table
    }

    pub(crate) fn jobs(&self) -> &str {
        &self.jobs
    }

    /// All that was done, in order. Nothing, where nothing was.
    ///
    /// # Errors
    /// Those of a statement; [`is_input`](Error::is_input) if a state is not known here.
    pub(crate) async fn read(&self, db: &impl Executor) -> Result<Vec<Entry>, Error> {
        if !self.exists(db).await? {
            return Ok(Vec::new());
        }
        let rows = sql::<entry::Read>(unsafe_text(table::read(self))).all(db).await?;
        rows.into_iter().map(Entry::of).collect()
    }

    pub(crate) async fn exists(&self, db: &impl Executor) -> Result<bool, Error> {
        let (text, name) = match self.dialect {
            Dialect::Postgres => ("SELECT to_regclass($1) IS NOT NULL", &*self.table),
            Dialect::Sqlite => {
                ("SELECT count(*) > 0 FROM sqlite_schema WHERE name = ?1", OWN_TABLES[0])
            }
        };
        Ok(sql::<bool>(text).bind(name).one(db).await?)
    }

    /// Makes the tables, if they are not there: all or none, or whoever comes after a process that was killed
    /// in between would take them for complete.
    ///
    /// # Errors
    /// Those of a statement.
    pub(crate) async fn make(&self, tx: &Tx) -> Result<(), Error> {
        if !self.exists(tx).await? {
            let needed = if self.has_jobs { 3 } else { 2 };
            for statement in table::create(self).into_iter().take(needed) {
                sql::<()>(unsafe_text(statement)).exec(tx).await?;
            }
        }
        Ok(())
    }

    /// Writes that something begins, or that it was done without being run; gives the row's number.
    pub(crate) async fn begin(
        &self,
        db: &impl Executor,
        begin: Begin<'_>,
    ) -> Result<i64, orm::Error> {
        let Begin { migration, direction, state, steps, out_of_order, error } = begin;
        let now: DateTime<Utc> = Utc::now();
        let finished = (state != State::Running).then_some(now);
        sql::<i64>(unsafe_text(table::insert(self)))
            .bind(migration.version())
            .bind(migration.name())
            .bind(migration.checksum())
            .bind(direction.name())
            .bind(state.name())
            .bind(integer(steps))
            .bind(migration.manifest().transactional)
            .bind(out_of_order)
            .bind(now)
            .bind(finished)
            .bind(&*self.runner)
            .bind(error.map(str::to_owned))
            .bind(env!("CARGO_PKG_VERSION"))
            .one(db)
            .await
    }

    /// Writes that a row's migration goes on. If its files were corrected, its batches begin anew.
    pub(crate) async fn resume(
        &self,
        db: &impl Writer,
        number: i64,
        checksum: &str,
        steps: usize,
    ) -> Result<(), orm::Error> {
        let (table, jobs) = (&self.table, &self.jobs);
        let text = format!(
            "DELETE FROM {jobs} WHERE migration IN \
             (SELECT number FROM {table} WHERE number = $1 AND checksum <> $2)"
        );
        sql::<()>(unsafe_text(text)).bind(number).bind(checksum).exec(db).await?;
        let text = format!(
            "UPDATE {table} SET state = 'running', error = NULL, finished_at = NULL, runner = $1, \
             checksum = $2, step_total = $3 WHERE number = $4"
        );
        let resume = sql::<()>(unsafe_text(text)).bind(&*self.runner).bind(checksum);
        resume.bind(integer(steps)).bind(number).exec(db).await?;
        Ok(())
    }

    /// Writes how many statements are done.
    pub(crate) async fn step(
        &self,
        db: &impl Writer,
        number: i64,
        done: usize,
    ) -> Result<(), orm::Error> {
        let text = format!("UPDATE {} SET step_done = $1 WHERE number = $2", self.table);
        sql::<()>(unsafe_text(text)).bind(integer(done)).bind(number).exec(db).await?;
        Ok(())
    }

    /// Writes that a row's migration is done, and of one that was taken back that it is not applied.
    pub(crate) async fn finish(
        &self,
        db: &impl Writer,
        number: i64,
        migration: &Migration,
        elapsed: Duration,
    ) -> Result<(), orm::Error> {
        let table = &self.table;
        let text = format!(
            "UPDATE {table} SET state = 'applied', step_done = step_total, finished_at = $1, \
             duration_ms = $2, checksum = $3, error = NULL WHERE number = $4"
        );
        let elapsed = i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX);
        let done = sql::<()>(unsafe_text(text)).bind(Utc::now()).bind(elapsed);
        done.bind(migration.checksum()).bind(number).exec(db).await?;
        let text = format!(
            "UPDATE {table} SET state = 'reverted' WHERE version = $1 AND name = $2 AND direction = 'up' \
             AND state IN ('applied', 'baselined') \
             AND (SELECT direction FROM {table} WHERE number = $3) = 'down'"
        );
        // With it goes what it replaces.
        let replaced = migration.manifest().replaces.iter().filter_map(|id| id.split_once('_'));
        for (version, name) in replaced.chain([(migration.version(), migration.name())]) {
            let reverted = sql::<()>(unsafe_text(text.clone())).bind(version).bind(name);
            reverted.bind(number).exec(db).await?;
        }
        Ok(())
    }

    /// Writes that a row's migration failed.
    pub(crate) async fn fail(
        &self,
        db: &impl Writer,
        number: i64,
        error: &str,
    ) -> Result<(), orm::Error> {
        let text = format!(
            "UPDATE {} SET state = 'failed', error = $1, finished_at = $2 WHERE number = $3",
            self.table
        );
        sql::<()>(unsafe_text(text)).bind(error).bind(Utc::now()).bind(number).exec(db).await?;
        Ok(())
    }

    /// Accepts the files as they are for a row, or forgets it where there are none, and writes down that
    /// somebody did.
    pub(crate) async fn repair(
        &self,
        db: &impl Writer,
        entry: &Entry,
        checksum: Option<&str>,
    ) -> Result<(), orm::Error> {
        let (table, number) = (&self.table, entry.number);
        let what = match checksum {
            Some(checksum) => {
                let text = format!("UPDATE {table} SET checksum = $1 WHERE number = $2");
                sql::<()>(unsafe_text(text)).bind(checksum).bind(number).exec(db).await?;
                "other files were accepted"
            }
            None => {
                let text = format!("UPDATE {table} SET state = 'reverted' WHERE number = $1");
                sql::<()>(unsafe_text(text)).bind(number).exec(db).await?;
                "it was forgotten"
            }
        };
        let text = format!(
            "INSERT INTO {table} (version, name, checksum, direction, state, step_done, step_total, \
             transactional, out_of_order, started_at, finished_at, duration_ms, runner, error, tool_version) \
             SELECT version, name, $1, 'repair', 'applied', 0, 0, transactional, false, $2, $3, 0, $4, $5, \
             $6 FROM {table} WHERE number = $7"
        );
        let now = Utc::now();
        sql::<()>(unsafe_text(text))
            .bind(&*entry.checksum)
            .bind(now)
            .bind(now)
            .bind(&*self.runner)
            .bind(what)
            .bind(env!("CARGO_PKG_VERSION"))
            .bind(number)
            .exec(db)
            .await?;
        Ok(())
    }
}

fn integer(count: usize) -> i64 {
    i64::try_from(count).expect("a file has fewer statements")
}
