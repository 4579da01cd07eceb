//! Making partitions in time, and ending those that were kept long enough.

use super::act::{Act, What, acts};
use super::due::due;
use super::standing::{Standing, standing};
use super::table::Found;
use crate::error::{Error, Failed};
use crate::runner::{Connection, execute, is_busy};
use crate::source::Source;
use crate::{Event, Migrator};
use chrono::{DateTime, Utc};
use orm::schema::Table;
use orm::{Db, Dialect, sql, unsafe_text};
use serde::Serialize;
use std::fmt;

/// The maintenance of partitions: [`run`](Self::run) is the end.
///
/// | setting | default |
/// |---|---|
/// | [`tables`](Self::tables) | those of all models of the program |
/// | [`tenant_schema`](Self::tenant_schema) | the default schema, or the one that the model names |
/// | [`at`](Self::at) | now |
/// | [`drop_expired`](Self::drop_expired) | as the models say |
/// | [`migrator`](Self::migrator): how long locks are waited for | those of the [`Migrator`] |
#[must_use = "nothing is done until `run` is awaited"]
#[derive(Clone)]
pub struct Maintenance {
    db: Db,
    tables: Vec<&'static Table>,
    schema: Option<String>,
    at: Option<DateTime<Utc>>,
    drops: bool,
    migrator: Migrator,
}

/// What was done with partitions.
#[derive(Debug, Clone, Default, Serialize)]
#[non_exhaustive]
pub struct Maintained {
    /// What was done, in its order.
    pub done: Vec<Act>,
    /// What is due, and was not [allowed](Maintenance::drop_expired): partitions that would be dropped.
    pub left: Vec<Act>,
}

/// What is left of an act that failed.
const ROLLED_BACK: &str = "what was done before it stays, and another run goes on with it";

impl Maintenance {
    /// The maintenance of the program's partitions in this database.
    pub fn of(db: &Db) -> Maintenance {
        let none = Source::empty().load(db.dialect()).expect("no migration cannot be wrong");
        let (migrator, tables) = (Migrator::new(db, none), orm::schema::models());
        Maintenance { db: db.clone(), tables, schema: None, at: None, drops: true, migrator }
    }

    /// Only these tables, of which those without partitions are left out.
    pub fn tables(mut self, tables: &[&'static Table]) -> Self {
        self.tables = tables.to_vec();
        self
    }

    /// The tables of a tenant, in its schema, and no others.
    pub fn tenant_schema(mut self, schema: impl Into<String>) -> Self {
        self.schema = Some(schema.into());
        self
    }

    /// The time that counts as now.
    pub fn at(mut self, now: DateTime<Utc>) -> Self {
        self.at = Some(now);
        self
    }

    /// Whether partitions are dropped that their model says to drop. Without it they stay as they are, and
    /// are in [`left`](Maintained::left).
    pub fn drop_expired(mut self, allow: bool) -> Self {
        self.drops = allow;
        self
    }

    /// Other settings of what runs the statements: `lock_wait`, `lock_timeout`, `lock_tries`, `backoff`,
    /// `program`, `observer`.
    pub fn migrator(mut self, set: impl FnOnce(Migrator) -> Migrator) -> Self {
        self.migrator = set(self.migrator);
        self
    }

    /// Does what is due, table by table. It is done at most once, however many processes ask for it, because
    /// it takes the lock that migrations take; it can be interrupted anywhere, and be called again.
    ///
    /// Where nothing is due, no lock is taken.
    ///
    /// Nothing of it keeps reads and writes waiting: a partition is made as a table of its own and attached,
    /// and detached `CONCURRENTLY`. Each statement waits for a lock for at most `lock_timeout`, and is tried
    /// again, `lock_tries` times. Detaching waits for transactions that have read the table; while it does,
    /// the rows are not seen any more, and the next run completes it.
    ///
    /// Tables that are not there are left out, and so is everything on SQLite, which has no partitions.
    ///
    /// # Errors
    /// [`is_refused`](Error::is_refused) for a table that is not in partitions as its model says,
    /// [`is_already_running`](Error::is_already_running), [`is_pooler`](Error::is_pooler),
    /// [`is_lock_busy`](Error::is_lock_busy), [`is_statement_failed`](Error::is_statement_failed),
    /// [`is_database`](Error::is_database). What was done before stays.
    pub async fn run(&self) -> Result<Maintained, Error> {
        if self.db.dialect() == Dialect::Sqlite || self.parted().next().is_none() {
            return Ok(Maintained::default());
        }
        let standing = self.standing().await?;
        if standing.iter().all(|one| one.due.is_empty() && one.is_as_wanted()) {
            return Ok(Maintained::default());
        }
        let connection = self.migrator.locked().await?;
        let done = self.run_within(&connection).await;
        connection.close().await;
        done
    }

    async fn run_within(&self, connection: &Connection) -> Result<Maintained, Error> {
        let mut maintained = Maintained::default();
        for table in self.parted() {
            for act in self.acts(connection, table).await? {
                if act.what == What::Drop && !self.drops {
                    maintained.left.push(act);
                    continue;
                }
                self.patiently(connection, &act).await?;
                // It is no news of its own: what takes the rows follows.
                if act.what != What::Mark {
                    maintained.done.push(act);
                }
            }
        }
        Ok(maintained)
    }

    /// What is due, and what there is, without doing anything or waiting for a lock.
    ///
    /// # Errors
    /// [`is_database`](Error::is_database).
    pub async fn standing(&self) -> Result<Vec<Standing>, Error> {
        if self.db.dialect() == Dialect::Sqlite || self.parted().next().is_none() {
            return Ok(Vec::new());
        }
        let mut all = Vec::new();
        let tx = self.db.begin().await?;
        for table in self.parted() {
            let Some(policy) = &table.partitioning else { continue };
            let schema = self.schema.as_deref().or(table.schema);
            if let Some(found) = Found::read(&tx, schema, table.name).await? {
                all.push(standing(found, policy, self.now()));
            }
        }
        tx.rollback().await?;
        Ok(all)
    }

    /// The tables in partitions: those with tenants in a tenant's schema, all elsewhere.
    fn parted(&self) -> impl Iterator<Item = &'static Table> {
        let is_meant = |table: &&&'static Table| {
            table.partitioning.is_some()
                && !table.view
                && (self.schema.is_none() || table.tenant.is_some())
        };
        self.tables.iter().filter(is_meant).copied()
    }

    fn now(&self) -> DateTime<Utc> {
        self.at.unwrap_or_else(Utc::now)
    }

    async fn acts(&self, connection: &Connection, table: &Table) -> Result<Vec<Act>, Error> {
        let Some(policy) = &table.partitioning else { return Ok(Vec::new()) };
        let tx = connection.session.begin().await?;
        connection.check(&tx).await?;
        let schema = self.schema.as_deref().or(table.schema);
        let found = Found::read(&tx, schema, table.name).await?;
        tx.rollback().await?;
        let Some(found) = found else { return Ok(Vec::new()) };
        found.check(policy)?;
        let now = self.now();
        let due = due(table.name, policy, &found.existing(), &found.taken, now);
        Ok(acts(&found, policy, &due, now.naive_utc(), self.drops))
    }

    /// Runs an act until it has its locks, or has been tried often enough.
    async fn patiently(&self, connection: &Connection, act: &Act) -> Result<(), Error> {
        let mut attempt = 1;
        let mut act = act.clone();
        loop {
            let (number, error) = match self.attempt(connection, &act).await? {
                Ok(()) => return Ok(()),
                Err(stopped) => stopped,
            };
            let failed = failed(&act, number);
            if !is_busy(&error) {
                return Err(Error::statement_failed(failed, error));
            }
            self.migrator.pause(failed, error, &mut attempt).await?;
            if act.is_alone() {
                // Its first half may have been done, and then only the second one can be.
                act = self.again(connection, act).await?;
            }
        }
    }

    /// What is left to be done of a detaching.
    async fn again(&self, connection: &Connection, act: Act) -> Result<Act, Error> {
        let tx = connection.session.begin().await?;
        let schema = act.table.schema.as_deref();
        let found = Found::read(&tx, schema, &act.table.name).await?;
        tx.rollback().await?;
        let part = found.as_ref().and_then(|found| found.part(&act.partition.name));
        Ok(match (part, &found) {
            (Some(part), Some(found)) if part.existing.is_detaching => {
                found.act(act.partition, What::Finish, act.span)
            }
            _ => act,
        })
    }

    /// Runs an act once; otherwise the statement that failed, from 1, and why.
    async fn attempt(
        &self,
        connection: &Connection,
        act: &Act,
    ) -> Result<Result<(), (usize, orm::Error)>, Error> {
        let (session, timeout) = (&connection.session, Some(self.migrator.lock_timeout));
        let of = act.sql.len();
        for (at, sql) in act.sql.iter().enumerate() {
            self.migrator.tell(&Event::Statement { number: at + 1, of, sql });
        }
        if act.is_alone() {
            connection.check(session).await?;
            connection.limit(session, timeout, false).await?;
            for statement in &act.sql {
                if let Err(error) = sql::<()>(unsafe_text(statement)).exec(session).await {
                    return Ok(Err((1, error)));
                }
            }
            return Ok(Ok(()));
        }
        let tx = session.begin().await?;
        connection.check(&tx).await?;
        connection.limit(&tx, timeout, true).await?;
        for (at, statement) in act.sql.iter().enumerate() {
            if let Err(error) = execute(&tx, statement).await {
                return Ok(Err((at + 1, error)));
            }
        }
        Ok(tx.commit().await.map_err(|error| (of, error)))
    }
}

fn failed(act: &Act, number: usize) -> Failed {
    Failed {
        migration: format!("partition {} of {}", act.partition, act.table),
        file: None,
        line: 1,
        number,
        of: act.sql.len(),
        sql: act.sql.get(number - 1).cloned().unwrap_or_default(),
        state: ROLLED_BACK,
    }
}

impl fmt::Debug for Maintenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tables: Vec<_> = self.parted().map(|table| table.name).collect();
        let mut out = f.debug_struct("Maintenance");
        out.field("tables", &tables).field("schema", &self.schema).finish_non_exhaustive()
    }
}
