//! A migration statement by statement: each is recorded when it is done, so that another run goes on behind
//! it.

use super::connection::{Connection, execute};
use super::observer::Event;
use super::run::Run;
use super::whole::{Stopped, is_busy};
use crate::error::{Error, text_of};
use crate::history::State;
use crate::source::{Body, Kind, Statement};
use orm::{sql, unsafe_text};
use std::time::Instant;

/// What is left of a migration of which a statement failed.
const STAYS: &str = "what was done before it stays, and another run goes on with this statement";

impl Run<'_> {
    pub(super) async fn stepwise(self) -> Result<(), Error> {
        let Connection { session, history, .. } = self.connection;
        if let Body::Rust(_) = self.todo.migration.body() {
            // It runs in one transaction, whatever it says.
            return self.whole().await;
        }
        let start = Instant::now();
        let row = match self.todo.row {
            Some(row) => {
                let steps = self.statements().len();
                history.resume(session, row, self.todo.migration.checksum(), steps).await?;
                row
            }
            None => history.begin(session, self.begin(State::Running)).await?,
        };
        for (at, statement) in self.statements().iter().enumerate().skip(self.todo.done) {
            self.patiently(row, at, statement).await?;
        }
        let tx = session.begin().await?;
        self.connection.check(&tx).await?;
        history.finish(&tx, row, &self.todo.migration, start.elapsed()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Runs a statement until it has its locks, or has been tried often enough.
    async fn patiently(self, row: i64, at: usize, statement: &Statement) -> Result<(), Error> {
        let Connection { session, history, .. } = self.connection;
        let (number, of) = (at + 1, self.statements().len());
        let mut attempt = 1;
        loop {
            self.migrator.tell(&Event::Statement { number, of, sql: &statement.sql });
            let stopped = match self.step(row, at, statement, attempt).await {
                Ok(()) => break,
                Err(stopped) => stopped,
            };
            let error = match stopped {
                // Nothing has failed: whoever runs it again begins with this statement.
                Stopped::At(_, error) if is_busy(&error) => {
                    self.migrator.pause(self.failed(at, STAYS), error, &mut attempt).await?;
                    continue;
                }
                Stopped::At(_, error) => error,
                Stopped::Other(error) => return Err(error),
            };
            // What the statement says is worth more than that it could not be written down.
            let _ = history.fail(session, row, &text_of(&error)).await;
            return Err(Error::statement_failed(self.failed(at, STAYS), error));
        }
        self.migrator.tell(&Event::Recorded { number, of });
        Ok(())
    }

    /// Runs a statement and records it: together where the database can.
    async fn step(
        self,
        row: i64,
        at: usize,
        statement: &Statement,
        attempt: u32,
    ) -> Result<(), Stopped> {
        let Connection { session, history, .. } = self.connection;
        let failed = |error| Stopped::At(at, error);
        let (number, of) = (at + 1, self.statements().len());
        let ran = || self.migrator.tell(&Event::Ran { number, of });
        match &statement.kind {
            Kind::Plain => {
                let tx = session.begin().await.map_err(Stopped::before(at))?;
                self.connection.check(&tx).await?;
                self.connection.limit(&tx, Some(self.migrator.lock_timeout), true).await?;
                execute(&tx, &statement.sql).await.map_err(failed)?;
                ran();
                history.step(&tx, row, number).await?;
                tx.commit().await.map_err(failed)?;
            }
            Kind::Backfill(backfill) => {
                self.backfill(row, at, &statement.sql, backfill).await?;
                ran();
                history.step(session, row, number).await?;
            }
            Kind::Alone => {
                self.connection.check(session).await?;
                self.alone(&statement.sql).await.map_err(failed)?;
                ran();
                history.step(session, row, number).await?;
            }
            Kind::ConcurrentIndex(index) => {
                self.connection.check(session).await?;
                // It may have been built before somebody was killed who could not record it any more.
                let is_again = at == self.todo.done && self.todo.row.is_some() || attempt > 1;
                self.index(index, &statement.sql, is_again).await.map_err(failed)?;
                ran();
                history.step(session, row, number).await?;
            }
        }
        Ok(())
    }

    /// Runs a statement in no transaction. Nobody queues behind those that PostgreSQL has for that, so that
    /// they may wait for their locks.
    pub(super) async fn alone(self, statement: &str) -> Result<(), orm::Error> {
        let session = &self.connection.session;
        self.connection.limit(session, None, false).await?;
        sql::<()>(unsafe_text(statement)).exec(session).await?;
        Ok(())
    }
}
