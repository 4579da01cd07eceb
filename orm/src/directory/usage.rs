//! What tenants did.

use super::core::Core;
use super::table::UsageRow;
use crate::error::Error;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What a tenant did: in this process since its directory was opened ([`Directory::usage`]), or in all
/// processes in some hours ([`Directory::usage_since`]). A transaction's begin and end are not among it.
///
/// [`Directory::usage`]: crate::Directory::usage
/// [`Directory::usage_since`]: crate::Directory::usage_since
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Usage {
    /// The statements that were sent.
    pub statements: u64,
    /// The rows that came back, or were written.
    pub rows: u64,
    /// The statements that failed.
    pub errors: u64,
    /// The time from the sending of each to its end.
    pub time: Duration,
    /// What was refused before it was sent, in this process only.
    pub refused: u64,
    /// The connections that are held now, in this process only.
    pub connections: u32,
}

/// The counters of a tenant.
#[derive(Default)]
pub(super) struct Counters {
    sum: Sum,
    refused: AtomicU64,
    /// What of it is in the table.
    flushed: Sum,
}

#[derive(Default)]
struct Sum {
    statements: AtomicU64,
    rows: AtomicU64,
    errors: AtomicU64,
    nanoseconds: AtomicU64,
}

impl Counters {
    pub(super) fn count(&self, elapsed: Duration, result: Result<u64, &Error>) {
        let nanoseconds = u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX);
        self.sum.statements.fetch_add(1, Ordering::Relaxed);
        self.sum.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
        match result {
            Ok(rows) => self.sum.rows.fetch_add(rows, Ordering::Relaxed),
            Err(_) => self.sum.errors.fetch_add(1, Ordering::Relaxed),
        };
    }

    pub(super) fn refused(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn usage(&self, connections: u32) -> Usage {
        let refused = self.refused.load(Ordering::Relaxed);
        Usage { refused, connections, ..self.sum.read() }
    }

    /// What was counted since it was last written down.
    fn unflushed(&self) -> Usage {
        let (now, then) = (self.sum.read(), self.flushed.read());
        Usage {
            statements: now.statements - then.statements,
            rows: now.rows - then.rows,
            errors: now.errors - then.errors,
            time: now.time.saturating_sub(then.time),
            ..Usage::default()
        }
    }

    fn flushed(&self, usage: Usage) {
        self.flushed.add(usage);
    }
}

impl Sum {
    fn read(&self) -> Usage {
        Usage {
            statements: self.statements.load(Ordering::Relaxed),
            rows: self.rows.load(Ordering::Relaxed),
            errors: self.errors.load(Ordering::Relaxed),
            time: Duration::from_nanos(self.nanoseconds.load(Ordering::Relaxed)),
            ..Usage::default()
        }
    }

    fn add(&self, usage: Usage) {
        let nanoseconds = u64::try_from(usage.time.as_nanos()).unwrap_or(u64::MAX);
        self.statements.fetch_add(usage.statements, Ordering::Relaxed);
        self.rows.fetch_add(usage.rows, Ordering::Relaxed);
        self.errors.fetch_add(usage.errors, Ordering::Relaxed);
        self.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
    }
}

impl Core {
    /// Adds what was counted since the last time to the hour's rows, one statement for all tenants.
    pub(super) async fn flush(&self) -> Result<usize, Error> {
        // One at a time, so that nothing is written twice.
        let _flushing = self.flushing.lock().await;
        let hour = hour_of(Utc::now());
        let counted: Vec<_> = self
            .known_tenants()
            .into_iter()
            .map(|(key, live)| (key, live.counters.unflushed(), live))
            .filter(|(_, usage, _)| usage.statements > 0)
            .collect();
        let row = |(key, usage, _): &(String, Usage, _)| super::table::usage_row::New {
            tenant_id: key.clone(),
            hour,
            statements: to_i64(usage.statements),
            rows: to_i64(usage.rows),
            errors: to_i64(usage.errors),
            microseconds: to_i64(u64::try_from(usage.time.as_micros()).unwrap_or(u64::MAX)),
        };
        UsageRow::insert_many(counted.iter().map(row))
            .on_conflict(|u| u.tenant_id_hour)
            .do_update(|u| {
                (
                    u.statements.set(u.statements + u.statements.excluded()),
                    u.rows.set(u.rows + u.rows.excluded()),
                    u.errors.set(u.errors + u.errors.excluded()),
                    u.microseconds.set(u.microseconds + u.microseconds.excluded()),
                )
            })
            .exec(&self.db)
            .await?;
        for (_, usage, live) in &counted {
            live.counters.flushed(*usage);
        }
        Ok(counted.len())
    }

    pub(super) async fn usage_since(
        &self,
        key: &str,
        since: DateTime<Utc>,
    ) -> Result<Usage, Error> {
        let since = hour_of(since);
        let hours = UsageRow::query()
            .filter(|u| u.tenant_id.eq(key) & u.hour.ge(since))
            .all(&self.db)
            .await?;
        let from = |number: i64| u64::try_from(number).unwrap_or(0);
        Ok(hours.iter().fold(Usage::default(), |sum, hour| Usage {
            statements: sum.statements + from(hour.statements),
            rows: sum.rows + from(hour.rows),
            errors: sum.errors + from(hour.errors),
            time: sum.time + Duration::from_micros(from(hour.microseconds)),
            ..sum
        }))
    }
}

fn hour_of(time: DateTime<Utc>) -> DateTime<Utc> {
    time.duration_trunc(TimeDelta::hours(1)).unwrap_or(time)
}

fn to_i64(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
