//! One connection, for one statement or for several that are sent together.

use super::Db;
use super::executor::Target;
use super::lease::Lease;
use super::send::Sent;
use super::tx::Tx;
use crate::backend::{CopyIn, CopyRows, Statement};
use crate::error::Error;
use crate::row::{Fold, Row};
use crate::sql::Dialect;

/// A connection that takes statements: of the pool until this is dropped, or a transaction's.
///
/// Futures of one line that are polled together are on their way together: a server answers them in
/// order, after one wait.
#[allow(clippy::large_enum_variant, reason = "one is made a statement, and is not moved around")]
pub(crate) enum Line<'a> {
    Db(&'a Db, Lease),
    Tx(&'a Tx),
}

impl<'a> Target<'a> {
    /// A connection; what fails names the statement that waited for it.
    pub(crate) async fn line(self, statement: &Statement, sent: Sent) -> Result<Line<'a>, Error> {
        match self {
            Target::Db(db) => Ok(Line::Db(db, db.lease_for(statement, sent).await?)),
            Target::Tx(tx) => Ok(Line::Tx(tx)),
        }
    }
}

impl<'a> Line<'a> {
    /// A connection for statements that only read.
    pub(crate) async fn reading(target: Target<'a>) -> Result<Self, Error> {
        match target {
            Target::Db(db) => Ok(Line::Db(db, db.acquire(false).await?)),
            Target::Tx(tx) => Ok(Line::Tx(tx)),
        }
    }
}

impl Line<'_> {
    fn db(&self) -> &Db {
        match self {
            Line::Db(db, _) => db,
            Line::Tx(tx) => tx.db(),
        }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.db().dialect()
    }

    /// Sends a statement and puts its rows together.
    pub(crate) async fn fold<A: Send + 'static>(
        &self,
        statement: &Statement,
        sent: Sent,
        into: A,
        mut each: impl Fold<A>,
    ) -> Result<A, Error> {
        let timeout = self.db().query_timeout;
        let counted = move |(into, rows): &mut (A, u64), row: &mut Row<'_>| {
            *rows += 1;
            each(into, row)
        };
        self.run(
            statement,
            sent,
            |(_, rows)| *rows,
            async |lease| lease.fold(statement, (into, 0), counted, timeout).await,
        )
        .await
        .map(|(into, _)| into)
    }

    /// Sends a statement and says how many rows it touched.
    pub(crate) async fn execute(&self, statement: &Statement, sent: Sent) -> Result<u64, Error> {
        let timeout = self.db().query_timeout;
        self.run(
            statement,
            sent,
            |rows| *rows,
            async |lease| lease.execute(statement, timeout).await,
        )
        .await
    }

    /// Sends rows into a table and says how many there were. Whatever fails, the transaction takes no
    /// more statements then: the server has given it up, too.
    pub(crate) async fn copy_in(
        &self,
        copy: &CopyIn,
        sent: Sent,
        rows: &mut dyn CopyRows,
    ) -> Result<u64, Error> {
        let send = async |lease: &Lease| {
            let copied = lease.copy_in(copy, rows).await;
            if let (Line::Tx(tx), Err(_)) = (self, &copied) {
                tx.fail();
            }
            copied
        };
        self.run(&copy.statement, sent, |rows| *rows, send).await
    }

    /// Runs a statement as one event; `rows` says how many rows came of it.
    async fn run<T>(
        &self,
        statement: &Statement,
        sent: Sent,
        rows: impl FnOnce(&T) -> u64,
        send: impl AsyncFnOnce(&Lease) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let run = async |lease: &Lease| {
            sent.prepare(lease, statement);
            let work = sent.start(self.db(), statement);
            let result = send(lease).await.map_err(|error| error.with_statement(&statement.sql));
            work.finish(result.as_ref().map(rows));
            result
        };
        match self {
            Line::Db(db, lease) => run(lease).await.map_err(|error| {
                db.notice(&error);
                if sent.writes() { error.of_effect() } else { error }
            }),
            Line::Tx(tx) => tx.run(run).await,
        }
    }
}
