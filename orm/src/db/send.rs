//! One statement on its way: what it is, how long it takes, how many rows come back.

use super::Db;
use super::executor::Target;
use crate::backend::Statement;
use crate::error::Error;
use crate::event::Event;
use crate::row::FromRow;
use crate::schema::Table;
use futures_util::future::TryFutureExt;
use futures_util::stream::{BoxStream, StreamExt, TryStreamExt};
use std::sync::Arc;
use std::time::Instant;

/// What a statement is, for its event and its way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sent {
    operation: Option<&'static str>,
    table: Option<&'static str>,
    rows_sent: Option<usize>,
}

impl Sent {
    pub(crate) fn read(table: &'static Table) -> Self {
        Sent { operation: Some("SELECT"), table: Some(table.name), rows_sent: None }
    }

    pub(crate) fn write(operation: &'static str, table: &'static Table) -> Self {
        Sent { operation: Some(operation), table: Some(table.name), rows_sent: None }
    }

    /// A statement written by hand, of which nothing is known.
    pub(crate) fn raw() -> Self {
        Sent { operation: None, table: None, rows_sent: None }
    }

    /// A statement that begins or ends a transaction.
    pub(crate) fn control(operation: &'static str) -> Self {
        Sent { operation: Some(operation), table: None, rows_sent: None }
    }

    /// How many rows are sent.
    pub(crate) fn batch(mut self, rows: usize) -> Self {
        self.rows_sent = Some(rows);
        self
    }

    pub(super) fn writes(self) -> bool {
        self.operation != Some("SELECT")
    }

    pub(super) fn start<'a>(self, db: &'a Db, statement: &Statement) -> Work<'a> {
        self.start_sql(db, statement.sql.clone())
    }

    pub(super) fn start_sql(self, db: &Db, sql: Arc<str>) -> Work<'_> {
        Work { db, sent: self, sql, started: Instant::now() }
    }
}

/// A statement that is under way.
pub(super) struct Work<'a> {
    db: &'a Db,
    sent: Sent,
    sql: Arc<str>,
    started: Instant,
}

impl Work<'_> {
    pub(super) fn finish(self, result: Result<u64, &Error>) {
        self.db.inner.events.finish(Event {
            system: self.db.dialect(),
            operation: self.sent.operation,
            table: self.sent.table,
            rows_sent: self.sent.rows_sent,
            sql: self.sql,
            elapsed: self.started.elapsed(),
            result,
        });
    }
}

/// A stream that holds its connection, and whose event comes when the rows begin to.
pub(super) fn stream<'a, R: FromRow>(
    target: Target<'a>,
    statement: Statement,
    sent: Sent,
) -> BoxStream<'a, Result<R, Error>> {
    let start = async move {
        let sql = statement.sql.clone();
        let rows: BoxStream<'a, Result<R, Error>> = match target {
            Target::Db(db) => {
                let work = sent.start_sql(db, sql.clone());
                let rows = match db.acquire(sent.writes()).await {
                    Ok(lease) => Ok(Arc::new(lease).into_stream::<R>(statement)),
                    Err(error) => Err(error.with_statement(&sql)),
                };
                work.finish(rows.as_ref().map(|_| 0));
                rows?
            }
            Target::Tx(tx) => {
                let work = sent.start_sql(tx.db(), sql.clone());
                let rows = tx.stream::<R>(statement);
                work.finish(rows.as_ref().map(|_| 0));
                rows?
            }
        };
        Ok::<_, Error>(rows.map_err(move |error| error.with_statement(&sql)))
    };
    start.try_flatten_stream().boxed()
}
