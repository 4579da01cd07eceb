//! A connection to SQLite: a handle that gives jobs to its thread.

use super::diesel::DieselState;
use super::encode::{Bind, binds};
use super::error::statement_error;
use super::options::SqliteOptions;
use super::session::{Job, Session, closed};
use super::statement::{all_or_nothing, changed, each_row};
use super::stream::Gate;
use crate::backend::{Binds, Statement};
use crate::error::Error;
use crate::row::Fold;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak, mpsc};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// A connection to SQLite.
///
/// It implements diesel-async's traits: any Diesel query runs on it. Statements run on a thread of
/// the connection, in the order in which they are first polled. One whose future is dropped is left
/// out if its turn has not come; one that is running runs to its end.
pub struct SqliteConnection {
    jobs: mpsc::Sender<Job>,
    thread: JoinHandle<()>,
    /// A transaction was begun here, and its end was not sent yet.
    pub(super) open: AtomicBool,
    /// Diesel sent a text: the connection may be in any state.
    pub(super) foreign: AtomicBool,
    gates: Mutex<Vec<Weak<Gate>>>,
    pub(super) diesel: DieselState,
}

/// Whether a job is worth its while if nobody waits for it any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unwatched {
    Skip,
    Run,
}

impl SqliteConnection {
    /// Opens a database on a thread of its own.
    ///
    /// # Errors
    /// If the file cannot be opened, or is no database.
    pub(crate) async fn open(options: SqliteOptions) -> Result<Self, Error> {
        let (jobs, thread) = Session::start(options).await?;
        Ok(SqliteConnection {
            jobs,
            thread,
            open: AtomicBool::new(false),
            foreign: AtomicBool::new(false),
            gates: Mutex::default(),
            diesel: DieselState::default(),
        })
    }

    /// To be called before a text is sent that may do anything to the session: Diesel's, or one that
    /// was written by hand.
    pub(crate) fn note_foreign(&self) {
        self.foreign.store(true, Ordering::Relaxed);
    }

    /// Runs a statement and puts its rows together on the thread.
    ///
    /// # Errors
    /// If SQLite refuses the statement, or a row cannot be read.
    pub(crate) async fn fold<A: Send + 'static>(
        &self,
        statement: &Statement,
        into: A,
        mut each: impl Fold<A>,
    ) -> Result<A, Error> {
        let fold = move |session: &mut Session, sql: &str, binds: &[Bind], into: &mut A| {
            each_row(session, sql, binds, |row| {
                each(into, row)?;
                Ok(true)
            })
        };
        self.run_each(statement, into, fold).await
    }

    /// Runs a statement; gives how many rows it changed.
    ///
    /// # Errors
    /// If SQLite refuses the statement.
    pub(crate) async fn execute(&self, statement: &Statement) -> Result<u64, Error> {
        let execute = |session: &mut Session, sql: &str, binds: &[Bind], sum: &mut u64| {
            *sum += changed(session, sql, binds)?;
            Ok(())
        };
        self.run_each(statement, 0, execute).await
    }

    /// Runs statements separated by semicolons, without values. Once polled, they are run, whatever
    /// becomes of the future: a savepoint that was made or released is known to be.
    ///
    /// # Errors
    /// If SQLite refuses one of them; the later ones are not run then.
    pub(crate) async fn batch(&self, sql: &str) -> Result<(), Error> {
        self.batch_as(Unwatched::Run, sql).await
    }

    pub(super) async fn batch_as(&self, unwatched: Unwatched, sql: &str) -> Result<(), Error> {
        let text: Arc<str> = sql.into();
        let result =
            self.run(unwatched, move |session| session.batch(&text).map_err(statement_error)).await;
        result.and_then(|result| result).map_err(|error| error.with_statement(&sql.into()))
    }

    /// Runs a statement once for each set of values, all or nothing.
    async fn run_each<A: Send + 'static>(
        &self,
        statement: &Statement,
        mut into: A,
        mut run: impl FnMut(&mut Session, &str, &[Bind], &mut A) -> Result<(), Error> + Send + 'static,
    ) -> Result<A, Error> {
        let named = |error: Error| error.with_statement(&statement.sql);
        let (sets, is_one) = match &statement.binds {
            Binds::Once(values) => (binds(values).map(|binds| vec![binds]), true),
            Binds::Each(sets) => (sets.iter().map(|values| binds(values)).collect(), false),
            Binds::CopyOut(_) => return Err(Error::unsupported("SQLite has no COPY")),
        };
        let (sets, sql) = (sets.map_err(named)?, statement.sql.clone());
        let work = move |session: &mut Session| {
            let mut run_all = |session: &mut Session| {
                sets.iter().try_for_each(|binds| run(session, &sql, binds, &mut into))
            };
            if is_one {
                run_all(session)?;
            } else {
                all_or_nothing(session, run_all)?;
            }
            Ok(into)
        };
        self.run(Unwatched::Skip, work).await.and_then(|result| result).map_err(named)
    }

    /// Does a job on the thread. A panic there goes on here.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        unwatched: Unwatched,
        work: impl FnOnce(&mut Session) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let (answer, result) = oneshot::channel();
        self.send(Box::new(move |session| {
            if unwatched == Unwatched::Skip && answer.is_closed() {
                return;
            }
            let _ = answer.send(catch_unwind(AssertUnwindSafe(|| work(session))));
        }))?;
        match result.await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => Err(closed()),
        }
    }

    /// Whether the thread has ended.
    pub(crate) fn is_closed(&self) -> bool {
        self.thread.is_finished()
    }

    /// Puts a job behind those that wait already.
    pub(super) fn send(&self, job: Job) -> Result<(), Error> {
        self.send_gated(job, None)
    }

    /// The same for a job that may wait at a gate: whatever is sent after it opens the gate.
    pub(super) fn send_gated(&self, job: Job, gate: Option<Weak<Gate>>) -> Result<(), Error> {
        // Held while sending, so that the gates are in the order of the jobs.
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        gates.drain(..).filter_map(|gate| gate.upgrade()).for_each(|gate| gate.open());
        gates.extend(gate);
        self.jobs.send(job).map_err(|_| closed())
    }
}

impl fmt::Debug for SqliteConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteConnection").finish_non_exhaustive()
    }
}
