//! One connection, for one statement or for several that are sent together.

use super::Db;
use super::executor::{Place, Target};
use super::lease::Lease;
use super::row_security::Wall;
use super::send::Sent;
use super::session::Session;
use super::tx::Tx;
use crate::backend::{CopyIn, CopyRows, Statement};
use crate::directory::{Errand, Pass};
use crate::error::Error;
use crate::row::{Fold, Row};
use crate::scope::Reach;
use crate::sql::Context;

/// A connection that takes statements: of the pool until this is dropped, or a transaction's.
///
/// Futures of one line that are polled together are on their way together: a server answers them in
/// order, after one wait.
pub(crate) struct Line<'a> {
    from: From<'a>,
    reach: &'a Reach,
    wall: Option<Wall>,
    /// Of a tenant in a directory.
    pass: Option<Pass>,
}

#[allow(clippy::large_enum_variant, reason = "one is made a statement, and is not moved around")]
enum From<'a> {
    Db(&'a Db, Lease),
    Session(&'a Session),
    Tx(&'a Tx),
}

impl<'a> Target<'a> {
    /// A connection; what fails names the statement that waited for it.
    pub(crate) async fn line(self, statement: &Statement, sent: Sent) -> Result<Line<'a>, Error> {
        let named = |error: Error| error.with_statement(&statement.sql);
        let wall = self.wall().map_err(named)?;
        let pass = self.admit(sent.errand()).await.map_err(named)?;
        let from = match self.place {
            Place::Db(db) => From::Db(db, db.lease_for(statement, sent, pass.as_ref()).await?),
            Place::Session(session) => From::Session(session),
            Place::Tx(tx) => From::Tx(tx),
        };
        Line { from, reach: self.reach(), wall, pass }.ready().await.map_err(named)
    }
}

impl<'a> Line<'a> {
    /// A connection for statements that only read.
    pub(crate) async fn reading(target: Target<'a>) -> Result<Self, Error> {
        let wall = target.wall()?;
        let pass = target.admit(Errand::Read).await?;
        let from = match target.place {
            Place::Db(db) => From::Db(db, db.acquire_with(false, pass.as_ref()).await?),
            Place::Session(session) => From::Session(session),
            Place::Tx(tx) => From::Tx(tx),
        };
        Line { from, reach: target.reach(), wall, pass }.ready().await
    }

    /// Whether there will be one statement.
    pub(crate) fn alone(mut self, is_alone: bool) -> Self {
        if let Some(wall) = self.wall.as_mut().filter(|_| is_alone) {
            wall.set_alone();
        }
        self
    }

    async fn ready(self) -> Result<Self, Error> {
        if let (From::Db(_, lease), Some(wall)) = (&self.from, &self.wall) {
            wall.ready(lease).await?;
        }
        Ok(self)
    }
}

impl Line<'_> {
    fn db(&self) -> &Db {
        match &self.from {
            From::Db(db, _) => db,
            From::Session(session) => &session.db,
            From::Tx(tx) => tx.db(),
        }
    }

    /// For whom statements are written.
    pub(crate) fn context(&self) -> Context<'_> {
        Context { dialect: self.db().dialect(), reach: self.reach }
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
            if let (From::Tx(tx), Err(_)) = (&self.from, &copied) {
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
            self.pass.iter().for_each(Pass::one_more);
            let work = sent.start(self.db(), statement, self.reach);
            let result = match &self.wall {
                None => send(lease).await,
                Some(wall) => wall.send(lease, statement, self.db().query_timeout, send).await,
            };
            let result = result.map_err(|error| error.with_statement(&statement.sql));
            work.finish(result.as_ref().map(rows));
            result
        };
        let result = match &self.from {
            From::Db(db, lease) => run(lease).await.map_err(|error| {
                db.notice(&error);
                if sent.writes() { error.of_effect() } else { error }
            }),
            From::Session(session) => {
                session.settle().await?;
                let result = run(&session.lease).await;
                result.map_err(|error| if sent.writes() { error.of_effect() } else { error })
            }
            From::Tx(tx) => tx.run(run).await,
        };
        // The database says that the tenant was moved: whoever tries again is to know where.
        if result.as_ref().is_err_and(Error::is_tenant_unready) {
            self.reach.follow().await;
        }
        result
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        if let (From::Db(_, lease), Some(wall)) = (&self.from, &self.wall) {
            wall.leave(lease);
        }
    }
}
