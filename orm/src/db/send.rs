//! One statement on its way: what it is, how long it takes, how many rows come back.

use super::Db;
use super::executor::{Place, Target};
use super::lease::Lease;
use super::tx::Tx;
use crate::backend::Statement;
use crate::directory::{Errand, Pass};
use crate::error::{Error, Kind};
use crate::event::Event;
use crate::row::Decode;
use crate::schema::Table;
use crate::scope::Reach;
use futures_util::Stream;
use futures_util::future::TryFutureExt;
use futures_util::stream::{self, BoxStream, StreamExt};
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

    /// Tells the connection of a statement by hand that may leave something in the session.
    pub(super) fn prepare(self, lease: &Lease, statement: &Statement) {
        if self.is_raw() && leaves_something(&statement.sql) {
            lease.note_foreign(&statement.sql);
        }
    }

    /// Whether it is a query of this library's, which changes nothing.
    pub(super) fn is_query(self) -> bool {
        self.operation == Some("SELECT")
    }

    /// Whether it copies rows.
    pub(super) fn is_copy(self) -> bool {
        self.operation == Some("COPY")
    }

    /// Whether it begins a transaction.
    pub(super) fn is_begin(self) -> bool {
        self.operation == Some("BEGIN")
    }

    /// Whether it was written by hand.
    pub(super) fn is_raw(self) -> bool {
        self.operation.is_none()
    }

    pub(super) fn writes(self) -> bool {
        !self.is_query()
    }

    /// What it is for, to a directory.
    pub(super) fn errand(self) -> Errand {
        match self.operation {
            Some("SELECT") => Errand::Read,
            Some("INSERT" | "COPY") => Errand::Insert,
            _ => Errand::Write,
        }
    }

    pub(super) fn start<'a>(self, db: &'a Db, statement: &Statement, reach: &'a Reach) -> Work<'a> {
        self.start_sql(db, statement.sql.clone(), reach)
    }

    pub(super) fn start_sql<'a>(self, db: &'a Db, sql: Arc<str>, reach: &'a Reach) -> Work<'a> {
        Work { db, sent: self, sql, reach, started: Instant::now(), is_told: false }
    }
}

/// Whether a text may change more of a session than the data: anything but a query, a write or a
/// definition, and of those what names a setting, a lock or a temporary table.
fn leaves_something(sql: &str) -> bool {
    const DATA: [&str; 10] = [
        "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "EXPLAIN", "CREATE", "ALTER",
        "DROP",
    ];
    let sql = sql.trim_start();
    let word = sql.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let is_data = DATA.iter().any(|data| data.eq_ignore_ascii_case(word));
    let lower = sql.to_ascii_lowercase();
    !is_data || ["set_config", "advisory", "temp"].iter().any(|part| lower.contains(part))
}

/// A statement that is under way. Its event comes when it ends, or is dropped.
pub(super) struct Work<'a> {
    db: &'a Db,
    sent: Sent,
    sql: Arc<str>,
    reach: &'a Reach,
    started: Instant,
    is_told: bool,
}

impl Work<'_> {
    pub(super) fn finish(mut self, result: Result<u64, &Error>) {
        self.tell(result);
    }

    fn tell(&mut self, result: Result<u64, &Error>) {
        self.is_told = true;
        if let Some(live) = self.reach.live() {
            live.count(self.started.elapsed(), result);
        }
        self.db.inner.events.finish(Event {
            system: self.db.dialect(),
            operation: self.sent.operation,
            table: self.sent.table,
            rows_sent: self.sent.rows_sent,
            sql: self.sql.clone(),
            reach: self.reach,
            elapsed: self.started.elapsed(),
            result,
        });
    }
}

impl Drop for Work<'_> {
    fn drop(&mut self) {
        if !self.is_told {
            self.tell(Err(&Error::new(Kind::Dropped, "nobody waited for the statement's end")));
        }
    }
}

/// A stream that holds its connection. Its event comes when it ends: by its last row, by an error, or
/// because the rest is not wanted. Until its first row, it is sent again as any other statement is.
pub(super) fn stream<'a, R: Send + 'static>(
    target: Target<'a>,
    statement: Statement,
    sent: Sent,
    decode: impl Decode<R> + Clone,
) -> BoxStream<'a, Result<R, Error>> {
    let start = async move {
        let mut attempts = target.attempts(sent);
        loop {
            let begun = match open(target, statement.clone(), sent, decode.clone()).await {
                Ok(mut rows) => rows.next().await.transpose().map(|first| (first, rows)),
                Err(error) => Err(error),
            };
            // It borrows where it was begun, and does not follow a tenant.
            if !attempts.again_here(&begun) {
                return begun.map(|(first, rows)| stream::iter(first.map(Ok)).chain(rows));
            }
        }
    };
    start.try_flatten_stream().boxed()
}

/// One attempt at a stream. What fails may do so with its first row.
async fn open<'a, R: Send + 'static>(
    target: Target<'a>,
    statement: Statement,
    sent: Sent,
    decode: impl Decode<R>,
) -> Result<impl Stream<Item = Result<R, Error>> + Send + Unpin + 'a, Error> {
    // What is copied here goes out.
    let errand = if sent.is_raw() { Errand::Write } else { Errand::Read };
    let pass = target.admit(errand).await;
    let mut counting = Counting {
        pass: pass.map_err(|error| error.with_statement(&statement.sql))?,
        tx: None,
        work: Some(sent.start(target.database(), &statement, target.reach())),
        sql: statement.sql.clone(),
        rows: 0,
    };
    let rows = match target.place {
        Place::Db(db) => {
            let begun = async {
                let identity = target.identity()?;
                let pass = counting.pass.as_ref();
                let lease = Arc::new(db.acquire_with(sent.writes(), pass).await?);
                Ok(lease.into_stream(statement, decode, identity))
            };
            begun.await
        }
        Place::Session(session) => {
            let begun = session.settle().await;
            begun.map(|()| session.lease.clone().into_stream(statement, decode, None))
        }
        Place::Tx(tx) => tx.stream(statement, decode).await,
    };
    let rows = rows.map_err(|error| counting.failed(error))?;
    counting.tx = target.transaction();
    let rows = rows.map(move |row| match row {
        Ok(row) => {
            counting.rows += 1;
            Ok(row)
        }
        Err(error) => Err(counting.failed(error)),
    });
    // Its end may have been met where its first row was looked for.
    Ok(rows.fuse())
}

/// The rows of a stream, until there are no more.
struct Counting<'a> {
    /// Of a tenant in a directory.
    pass: Option<Pass>,
    /// The transaction that the statement was sent in.
    tx: Option<&'a Tx>,
    /// `None` once it has failed.
    work: Option<Work<'a>>,
    sql: Arc<str>,
    rows: u64,
}

impl Counting<'_> {
    fn failed(&mut self, error: Error) -> Error {
        let error = error.with_statement(&self.sql);
        match (self.tx, &self.work) {
            (Some(tx), _) => tx.note_in_stream(&error),
            (None, Some(work)) => work.db.notice(&error),
            (None, None) => {}
        }
        if let Some(work) = self.work.take() {
            work.finish(Err(&error));
        }
        error
    }
}

impl Drop for Counting<'_> {
    fn drop(&mut self) {
        if let Some(work) = self.work.take() {
            work.finish(Ok(self.rows));
        }
    }
}
