//! Rows that are changed in batches, in the order of a key: each batch is a transaction with the key that it
//! ends at, so that another run goes on behind it.

use super::connection::Connection;
use super::observer::Event;
use super::pause::jitter;
use super::run::Run;
use super::whole::{Stopped, is_busy};
use crate::error::Error;
use crate::source::{BATCH, Backfill, unquoted};
use chrono::Utc;
use orm::{Dialect, Executor, Tx, sql, unsafe_text};
use std::time::Duration;

/// How often a replica that is behind is looked at again.
const LOOK: Duration = Duration::from_millis(500);

/// What is left of a backfill of which a batch did not come through.
const BATCHES_STAY: &str = "the batches before it stay, and another run goes on behind them";

/// The texts of a backfill.
struct Texts {
    dialect: Dialect,
    /// `"tenant_id", "id"`
    key: String,
    /// The type of each column of the key, for a text that is one of its values.
    types: Vec<String>,
    table: String,
}

impl Run<'_> {
    pub(super) async fn backfill(
        self,
        row: i64,
        at: usize,
        statement: &str,
        backfill: &Backfill,
    ) -> Result<(), Stopped> {
        let connection = self.connection;
        let step = i64::try_from(at + 1).expect("a file has fewer statements");
        let failed = |error| Stopped::At(at, error);
        let texts = Texts::of(connection, backfill).await.map_err(failed)?;
        let (mut last, mut rows) = self.job(row, step).await?;
        let estimate = self.estimate(backfill).await?;
        let size = backfill.batch.unwrap_or(self.migrator.batch);
        let mut attempt = 1;
        loop {
            self.wait_for_replicas().await?;
            let work = self.one_batch((row, step), &texts, statement, size, last.as_deref());
            match work.await {
                Ok(None) => return Ok(()),
                Ok(Some((end, changed))) => {
                    (last, rows, attempt) = (Some(end), rows + changed, 1);
                    self.migrator.tell(&Event::Batch { rows, estimate });
                    tokio::time::sleep(self.migrator.throttle).await;
                }
                Err(Stopped::At(_, error)) if is_busy(&error) => {
                    let failed = self.failed(at, BATCHES_STAY);
                    self.migrator.pause(failed, error, &mut attempt).await?;
                }
                Err(Stopped::At(_, error)) => return Err(failed(error)),
                Err(other) => return Err(other),
            }
        }
    }

    /// Changes the rows behind a key; gives the key of the last one, and how many were changed.
    async fn one_batch(
        self,
        (row, step): (i64, i64),
        texts: &Texts,
        statement: &str,
        size: u32,
        last: Option<&[String]>,
    ) -> Result<Option<(Vec<String>, u64)>, Stopped> {
        let Connection { session, .. } = self.connection;
        let failed = |error| Stopped::At(0, error);
        let tx = session.begin().await.map_err(Stopped::before(0))?;
        self.connection.check(&tx).await?;
        self.connection.limit(&tx, Some(self.migrator.lock_timeout), true).await?;
        let Some(end) = texts.end(&tx, size, last).await.map_err(failed)? else {
            tx.rollback().await?;
            return Ok(None);
        };
        let batch = texts.batch(last.is_some());
        let mut change = sql::<()>(unsafe_text(statement.replacen(BATCH, &batch, 1)));
        for value in last.unwrap_or_default().iter().chain(&end) {
            change = change.bind(&**value);
        }
        let changed = change.exec(&tx).await.map_err(failed)?;
        self.record(&tx, (row, step), &end, changed).await?;
        tx.commit().await.map_err(failed)?;
        Ok(Some((end, changed)))
    }

    /// Where the batches have come to, and how many rows were changed.
    async fn job(self, row: i64, step: i64) -> Result<(Option<Vec<String>>, u64), Error> {
        let Connection { session, history, .. } = self.connection;
        let text = format!(
            "SELECT last_key, rows_done FROM {} WHERE migration = $1 AND step = $2",
            history.jobs()
        );
        let job = sql::<(String, i64)>(unsafe_text(text)).bind(row).bind(step);
        let Some((last, rows)) = job.optional(session).await? else { return Ok((None, 0)) };
        let last = serde_json::from_str(&last).map_err(|error| {
            Error::input("the key of a backfill is not readable").with_source(error)
        })?;
        Ok((Some(last), u64::try_from(rows).unwrap_or(0)))
    }

    async fn record(
        self,
        tx: &Tx,
        (row, step): (i64, i64),
        end: &[String],
        changed: u64,
    ) -> Result<(), Error> {
        let jobs = self.connection.history.jobs();
        let text = format!(
            "INSERT INTO {jobs} AS job (migration, step, last_key, rows_done, updated_at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (migration, step) DO UPDATE SET \
             last_key = excluded.last_key, rows_done = job.rows_done + excluded.rows_done, \
             updated_at = excluded.updated_at"
        );
        let end = serde_json::to_string(end).expect("a list of texts is JSON");
        let changed = i64::try_from(changed).unwrap_or(i64::MAX);
        let record = sql::<()>(unsafe_text(text)).bind(row).bind(step).bind(end);
        record.bind(changed).bind(Utc::now()).exec(tx).await?;
        Ok(())
    }

    /// How many rows the table has, as far as the server knows without counting.
    async fn estimate(self, backfill: &Backfill) -> Result<Option<u64>, Error> {
        if !self.connection.is_postgres() {
            return Ok(None);
        }
        let rows = sql::<i64>("SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass($1)");
        let rows = rows.bind(&*backfill.table).optional(&self.connection.session).await?;
        // Nobody has counted yet: -1.
        Ok(rows.and_then(|rows| u64::try_from(rows).ok()).filter(|rows| *rows > 0))
    }

    /// Waits while a replica is too far behind.
    async fn wait_for_replicas(self) -> Result<(), Error> {
        let Some(most) = self.migrator.replica_lag.filter(|_| self.connection.is_postgres()) else {
            return Ok(());
        };
        const LAG: &str = "SELECT max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn))::bigint \
             FROM pg_stat_replication WHERE state = 'streaming'";
        loop {
            let bytes = sql::<Option<i64>>(LAG).one(&self.connection.session).await?;
            let bytes = u64::try_from(bytes.unwrap_or(0)).unwrap_or(0);
            if bytes <= most {
                return Ok(());
            }
            self.migrator.tell(&Event::Lagging { bytes });
            tokio::time::sleep(jitter(LOOK)).await;
        }
    }
}

impl Texts {
    async fn of(connection: &Connection, backfill: &Backfill) -> Result<Texts, orm::Error> {
        let dialect = connection.db.dialect();
        let mut types = Vec::new();
        if dialect == Dialect::Postgres {
            const TYPE: &str = "SELECT format_type(atttypid, atttypmod) FROM pg_attribute \
                 WHERE attrelid = $1::text::regclass AND attname = $2 AND NOT attisdropped";
            for column in &backfill.key {
                let found = sql::<String>(TYPE).bind(&*backfill.table).bind(unquoted(column));
                types.push(found.one(&connection.session).await?);
            }
        }
        let (key, table) = (backfill.key.join(", "), backfill.table.clone());
        Ok(Texts { dialect, key, types, table })
    }

    /// The values of a key, from the placeholder with this number on.
    fn values(&self, from: usize) -> String {
        let count = self.key_columns().count();
        let value = |at: usize| match self.types.get(at) {
            Some(ty) => format!("CAST(${}::text AS {ty})", from + at),
            // A column's affinity counts for what it is compared with (SQLite, "Datatypes", 4.2).
            None => format!("${}", from + at),
        };
        (0..count).map(value).collect::<Vec<_>>().join(", ")
    }

    fn key_columns(&self) -> impl Iterator<Item = &str> {
        self.key.split(", ")
    }

    /// The condition of a batch: behind the last one's end, up to its own.
    fn batch(&self, has_last: bool) -> String {
        let (key, count) = (&self.key, self.key_columns().count());
        match has_last {
            true => format!(
                "(({key}) > ({}) AND ({key}) <= ({}))",
                self.values(1),
                self.values(1 + count)
            ),
            false => format!("(({key}) <= ({}))", self.values(1)),
        }
    }

    /// The key of the last of so many rows behind a key, as texts; `None` if there are no more.
    async fn end(
        &self,
        tx: &impl Executor,
        size: u32,
        last: Option<&[String]>,
    ) -> Result<Option<Vec<String>>, orm::Error> {
        let Texts { key, table, .. } = self;
        let behind = match last {
            Some(_) => format!("WHERE ({key}) > ({})", self.values(1)),
            None => String::new(),
        };
        let texts: Vec<_> =
            self.key_columns().map(|name| format!("CAST({name} AS text)")).collect();
        let list = match self.dialect {
            Dialect::Postgres => format!("to_json(ARRAY[{}])::text", texts.join(", ")),
            Dialect::Sqlite => format!("json_array({})", texts.join(", ")),
        };
        let order = |way: &str| {
            let columns = self.key_columns().map(|name| format!("{name}{way}"));
            columns.collect::<Vec<_>>().join(", ")
        };
        let (up, down) = (order(""), order(" DESC"));
        let text = format!(
            "SELECT {list} FROM (SELECT {key} FROM {table} {behind} ORDER BY {up} LIMIT {size}) AS batch \
             ORDER BY {down} LIMIT 1"
        );
        let mut find = sql::<String>(unsafe_text(text));
        for value in last.unwrap_or_default() {
            find = find.bind(&**value);
        }
        let Some(end) = find.optional(tx).await? else { return Ok(None) };
        serde_json::from_str(&end).map(Some).map_err(orm::Error::refused)
    }
}
