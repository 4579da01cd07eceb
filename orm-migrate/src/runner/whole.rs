//! A migration in one transaction, with its row of the history.

use super::connection::{Connection, execute};
use super::observer::Event;
use super::run::Run;
use crate::error::{Error, Failed, text_of};
use crate::history::{Direction, State};
use crate::source::{Body, Rust, Statement};
use orm::Tx;
use std::time::Instant;

/// What is left of a migration that failed as a whole.
pub(super) const ROLLED_BACK: &str = "the whole migration was rolled back";

/// Why an attempt came to nothing.
pub(super) enum Stopped {
    /// The statement with this index failed, or, behind the last one, the commit.
    At(usize, orm::Error),
    /// Something else did.
    Other(Error),
}

impl Stopped {
    /// The error of what comes before a statement: others may have the lock of a whole file.
    pub(super) fn before(at: usize) -> impl Fn(orm::Error) -> Stopped {
        move |error| match is_busy(&error) {
            true => Stopped::At(at, error),
            false => error.into(),
        }
    }
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Stopped::Other(error)
    }
}

impl From<orm::Error> for Stopped {
    fn from(error: orm::Error) -> Self {
        Stopped::Other(error.into())
    }
}

impl Run<'_> {
    /// Runs the migration until it has its locks, or has been tried often enough.
    pub(super) async fn whole(self) -> Result<(), Error> {
        let mut attempt = 1;
        loop {
            let Err(stopped) = self.attempt().await else { return Ok(()) };
            match stopped {
                Stopped::At(at, error) if is_busy(&error) => {
                    let failed = self.failed(at, ROLLED_BACK);
                    self.migrator.pause(failed, error, &mut attempt).await?;
                }
                Stopped::At(at, error) => return Err(self.failed_whole(at, error).await),
                Stopped::Other(error) => return Err(error),
            }
        }
    }

    async fn attempt(self) -> Result<(), Stopped> {
        let manifest = self.todo.migration.manifest();
        let is_rebuild = manifest.foreign_keys_off || !manifest.rebuilds.is_empty();
        if is_rebuild && !self.connection.is_postgres() {
            return self.rebuild().await;
        }
        let tx = self.connection.session.begin().await.map_err(Stopped::before(0))?;
        self.within(&tx, async || {
            for (at, statement) in self.statements().iter().enumerate() {
                self.statement(&tx, at, statement).await?;
            }
            Ok(())
        })
        .await?;
        let last = self.statements().len();
        tx.commit().await.map_err(|error| Stopped::At(last, error))
    }

    /// What stands around a migration's statements in its transaction.
    pub(super) async fn within(
        self,
        tx: &Tx,
        statements: impl AsyncFnOnce() -> Result<(), Stopped>,
    ) -> Result<(), Stopped> {
        let start = Instant::now();
        let Connection { history, .. } = self.connection;
        self.connection.check(tx).await?;
        self.connection.limit(tx, Some(self.migrator.lock_timeout), true).await?;
        let row = history.begin(tx, self.begin(State::Running)).await?;
        match self.todo.migration.body() {
            Body::Sql(_) => statements().await?,
            Body::Rust(rust) => self.rust(tx, &**rust).await?,
        }
        history.finish(tx, row, &self.todo.migration, start.elapsed()).await?;
        Ok(())
    }

    pub(super) async fn statement(
        self,
        tx: &Tx,
        at: usize,
        statement: &Statement,
    ) -> Result<(), Stopped> {
        let (number, of) = (at + 1, self.statements().len());
        self.migrator.tell(&Event::Statement { number, of, sql: &statement.sql });
        execute(tx, &statement.sql).await.map_err(|error| Stopped::At(at, error))?;
        self.migrator.tell(&Event::Ran { number, of });
        Ok(())
    }

    async fn rust(self, tx: &Tx, rust: &dyn Rust) -> Result<(), Stopped> {
        let done = match self.todo.direction {
            Direction::Down => rust.down(tx).await,
            _ => rust.up(tx).await,
        };
        done.map_err(|error| Stopped::At(0, error))
    }

    /// The error of a statement, which the history is told, too.
    pub(super) async fn failed_whole(self, at: usize, error: orm::Error) -> Error {
        let Connection { session, history, .. } = self.connection;
        let text = text_of(&error);
        let begin = crate::history::Begin { error: Some(&text), ..self.begin(State::Failed) };
        // What the statement says is worth more than that it could not be written down.
        let _ = history.begin(session, begin).await;
        Error::statement_failed(self.failed(at, ROLLED_BACK), error)
    }

    pub(super) fn failed(self, at: usize, state: &'static str) -> Failed {
        self.todo.failed(self.script(), at, state)
    }
}

/// Whether it may go well a moment later: others have the locks.
pub(crate) fn is_busy(error: &orm::Error) -> bool {
    error.is_lock_timeout() || error.is_deadlock()
}
