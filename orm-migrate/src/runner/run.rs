//! A run: all that is to be done, one migration after the other.

use super::connection::Connection;
use super::observer::Event;
use super::options::{Migrator, Target};
use super::todo::{self, Allow, Todo};
use crate::error::Error;
use crate::history::{Begin, Direction, Entry, History, State};
use crate::source::{Script, Statement};
use serde::Serialize;
use std::time::{Duration, Instant};

/// What a run has done.
#[derive(Debug, Clone, Default, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The migrations, in the order of the run.
    pub done: Vec<Done>,
}

/// A migration that was applied, or taken back.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Done {
    /// Its id.
    pub id: String,
    /// Whether it was applied or taken back.
    pub direction: Direction,
    /// Whether a newer one had been applied before it.
    pub out_of_order: bool,
    /// How long it took, in this run.
    pub elapsed: Duration,
}

impl Migrator {
    /// Applies the migrations up to this target that are not applied yet, in their order.
    ///
    /// A migration that fails ends the run; those before it stay. One that was stopped half-way goes on
    /// behind the last statement that was recorded.
    ///
    /// # Errors
    /// Before anything is run: [`is_checksum_changed`](Error::is_checksum_changed),
    /// [`is_missing`](Error::is_missing), [`is_from_the_future`](Error::is_from_the_future),
    /// [`is_out_of_order`](Error::is_out_of_order), [`is_two_heads`](Error::is_two_heads),
    /// [`is_unfinished`](Error::is_unfinished), [`is_already_running`](Error::is_already_running),
    /// [`is_pooler`](Error::is_pooler), [`is_input`](Error::is_input).
    /// Then [`is_statement_failed`](Error::is_statement_failed), [`is_lock_busy`](Error::is_lock_busy), and
    /// [`is_database`](Error::is_database) for what goes wrong around the statements.
    pub async fn up(&self, target: Target) -> Result<Report, Error> {
        self.run(Direction::Up, &target).await
    }

    /// Takes migrations back, the last one first.
    ///
    /// # Errors
    /// Before anything is run: [`is_irreversible`](Error::is_irreversible) and
    /// [`is_destructive`](Error::is_destructive) if one of them is; otherwise as [`up`](Self::up).
    pub async fn down(&self, target: Target) -> Result<Report, Error> {
        self.run(Direction::Down, &target).await
    }

    /// What [`up`](Self::up) would do, or [`down`](Self::down): nothing is run, written or locked.
    ///
    /// # Errors
    /// Those of [`up`](Self::up) and [`down`](Self::down) that come before anything is run.
    pub async fn dry_run(&self, direction: Direction, target: Target) -> Result<Vec<Todo>, Error> {
        let entries = self.entries().await?;
        self.todo(&entries, direction, &target)
    }

    /// The history of the database.
    ///
    /// # Errors
    /// [`is_database`](Error::is_database) if it cannot be read, [`is_input`](Error::is_input) if it is of a
    /// newer version.
    pub async fn entries(&self) -> Result<Vec<Entry>, Error> {
        self.check_dialect()?;
        let history = History::of(&self.db, self.db.dialect(), self.runner()).await?;
        history.read(&self.db).await
    }

    /// Accepts the files of migrations that are others than those that were applied, and forgets applied
    /// migrations that are not there any more; the history says so. Gives their ids.
    ///
    /// # Errors
    /// [`is_already_running`](Error::is_already_running), [`is_pooler`](Error::is_pooler),
    /// [`is_database`](Error::is_database).
    pub async fn repair(&self) -> Result<Vec<String>, Error> {
        let connection = self.connect().await?;
        let repaired = self.repair_within(&connection).await;
        connection.close().await;
        repaired
    }

    async fn repair_within(&self, connection: &Connection) -> Result<Vec<String>, Error> {
        let Connection { session, history, .. } = connection;
        let entries = history.read(session).await?;
        let mut repaired = Vec::new();
        let past = todo::Past::of(&entries);
        let begun = past.up.values().filter(|entry| todo::Past::is_begun(entry));
        for entry in past.applied.iter().chain(begun) {
            let known = self.migrations.get(&entry.id).or(self.migrations.replaced(&entry.id));
            let found = known.map(|migration| migration.checksum());
            if found.is_none() && self.migrations.replacement(&entry.id).is_some() {
                continue;
            }
            if found != Some(&*entry.checksum) {
                let tx = session.begin().await?;
                history.repair(&tx, entry, found).await?;
                tx.commit().await?;
                repaired.push(entry.id.clone());
            }
        }
        Ok(repaired)
    }

    fn allow(&self) -> Allow {
        let Migrator { out_of_order, lose_data, fake, .. } = *self;
        Allow { out_of_order, lose_data, fake }
    }

    pub(super) fn todo(
        &self,
        entries: &[Entry],
        direction: Direction,
        target: &Target,
    ) -> Result<Vec<Todo>, Error> {
        match direction {
            Direction::Down => todo::down(&self.migrations, entries, target, self.allow()),
            _ => todo::up(&self.migrations, entries, target, self.allow()),
        }
    }

    async fn run(&self, direction: Direction, target: &Target) -> Result<Report, Error> {
        let connection = self.connect().await?;
        let report = self.run_within(&connection, direction, target).await;
        connection.close().await;
        report
    }

    async fn run_within(
        &self,
        connection: &Connection,
        direction: Direction,
        target: &Target,
    ) -> Result<Report, Error> {
        let entries = connection.history.read(&connection.session).await?;
        let todo = self.todo(&entries, direction, target)?;
        let mut report = Report::default();
        let of = todo.len();
        for (at, todo) in todo.iter().enumerate() {
            let start = Instant::now();
            let Todo { migration, direction, done, out_of_order, .. } = todo;
            let (direction, out_of_order) = (*direction, *out_of_order);
            self.tell(&Event::Started {
                migration,
                direction,
                number: at + 1,
                of,
                done: *done,
                out_of_order,
            });
            let run = Run { migrator: self, connection, todo };
            run.run().await?;
            connection.settle().await?;
            let elapsed = start.elapsed();
            self.tell(&Event::Finished { migration, direction, elapsed });
            report.done.push(Done {
                id: migration.id().to_owned(),
                direction,
                out_of_order,
                elapsed,
            });
        }
        Ok(report)
    }
}

/// One migration on its way.
#[derive(Clone, Copy)]
pub(super) struct Run<'a> {
    pub(super) migrator: &'a Migrator,
    pub(super) connection: &'a Connection,
    pub(super) todo: &'a Todo,
}

impl<'a> Run<'a> {
    async fn run(self) -> Result<(), Error> {
        if self.migrator.fake || self.todo.is_recorded_only {
            return self.pretend().await;
        }
        match self.todo.migration.manifest().transactional {
            true => self.whole().await,
            false => self.stepwise().await,
        }
    }

    /// The file that is run; `None` for a migration in Rust.
    pub(super) fn script(self) -> Option<&'a Script> {
        self.todo.script(false)
    }

    pub(super) fn statements(self) -> &'a [Statement] {
        self.script().map_or(&[], |script| &script.statements)
    }

    pub(super) fn begin(self, state: State) -> Begin<'a> {
        Begin {
            migration: &self.todo.migration,
            direction: self.todo.direction,
            state,
            // A migration in Rust is one step.
            steps: self.script().map_or(1, |script| script.statements.len()),
            out_of_order: self.todo.out_of_order,
            error: None,
        }
    }

    async fn pretend(self) -> Result<(), Error> {
        let Connection { session, history, .. } = self.connection;
        let tx = session.begin().await?;
        self.connection.check(&tx).await?;
        match self.todo.direction {
            Direction::Down => {
                let row = history.begin(&tx, self.begin(State::Running)).await?;
                history.finish(&tx, row, &self.todo.migration, Duration::ZERO).await?;
            }
            _ => {
                history.begin(&tx, self.begin(State::Baselined)).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }
}
