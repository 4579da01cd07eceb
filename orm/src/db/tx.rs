//! Transactions, and savepoints inside them.

mod begin;
mod state;

use super::Db;
use super::closure::WorkOnce;
use super::lease::{Lease, too_long};
use super::send::Sent;
use crate::backend::queue::queued;
use crate::backend::{Scope, Statement};
use crate::directory::Pass;
use crate::error::{Error, Kind};
use crate::row::Decode;
use crate::scope::NO_TENANT;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use state::{Level, State};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// A transaction that is open. Dropped before [`commit`](Tx::commit), it is rolled back, before
/// anybody else gets its connection.
///
/// A statement that fails makes the transaction useless, on SQLite as on PostgreSQL: the next one
/// says so, and `commit` rolls back and fails. To go on after an error, put what may fail into a
/// nested [`transaction`](Tx::transaction), which is a savepoint.
#[must_use = "a transaction that is dropped is rolled back"]
pub struct Tx {
    core: Arc<Core>,
    /// What this handle stands for.
    level: Level,
    /// The savepoint's release was sent, and its answer has not come.
    releasing: bool,
    done: bool,
}

/// The answer to a rollback that is in the connection's queue already.
type RolledBack = BoxFuture<'static, Result<(), Error>>;

struct Core {
    db: Db,
    lease: Arc<Lease>,
    read_only: bool,
    state: Mutex<State>,
    /// Of a tenant in a directory; set once it has begun.
    pass: OnceLock<Pass>,
}

impl Tx {
    /// Holds what let the transaction begin until its end.
    fn keep(&self, pass: Option<Pass>) {
        if let Some(pass) = pass {
            // Each transaction begins once.
            _ = self.core.pass.set(pass);
        }
    }

    pub(super) fn db(&self) -> &Db {
        &self.core.db
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.core.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` in a savepoint: what it did is rolled back if it gives `Err`, and the transaction
    /// goes on.
    ///
    /// # Errors
    /// What `work` gives, and those of the statements that begin and end the savepoint.
    #[expect(clippy::manual_async_fn, reason = "`async fn` cannot promise `Send`")]
    pub fn transaction<T, E, F>(&self, work: F) -> impl Future<Output = Result<T, E>> + Send
    where
        for<'r> F:
            AsyncFnOnce(&'r Tx) -> Result<T, E> + WorkOnce<&'r Tx, Result<T, E>, Fut: Send> + Send,
        T: Send,
        E: From<Error> + Send,
    {
        async { self.begin().await?.finish(work).await }
    }

    /// Begins a savepoint. Until it is committed, rolled back or dropped, this transaction takes no
    /// statement of its own.
    ///
    /// # Errors
    /// [`is_transaction_state`](Error::is_transaction_state) if a savepoint is open already or the
    /// transaction failed earlier; [`is_connection_lost`](Error::is_connection_lost).
    pub async fn begin(&self) -> Result<Tx, Error> {
        // The state comes first: a future that is dropped while the savepoint is made leaves one
        // that is known to be dropped.
        let level = self.settled(|state| state.open(self.level)).await?;
        let tx = Tx { core: self.core.clone(), level, releasing: false, done: false };
        let sql = format!("SAVEPOINT orm_{}", level.depth);
        tx.control("SAVEPOINT", &sql, tx.core.lease.batch(&sql)).await?;
        Ok(tx)
    }

    async fn finish<T, E, F>(self, work: F) -> Result<T, E>
    where
        for<'r> F:
            AsyncFnOnce(&'r Tx) -> Result<T, E> + WorkOnce<&'r Tx, Result<T, E>, Fut: Send> + Send,
        T: Send,
        E: From<Error> + Send,
    {
        let result = work(&self).await;
        self.end(result).await
    }

    /// Commits or rolls back, as the work went.
    pub(crate) async fn end<T, E: From<Error>>(self, result: Result<T, E>) -> Result<T, E> {
        match result {
            Ok(value) => {
                self.commit().await?;
                Ok(value)
            }
            Err(error) => {
                // The cause is worth more than what a broken connection says of the rollback; a
                // connection whose rollback failed does not go back to the pool.
                let _ = self.rollback().await;
                Err(error)
            }
        }
    }

    /// Makes everything that was done in the transaction last, and runs the hooks of
    /// [`on_commit`](Tx::on_commit). Of a savepoint: hands it to the transaction around.
    ///
    /// # Errors
    /// [`is_transaction_state`](Error::is_transaction_state) if a statement failed: everything is
    /// rolled back then. [`is_serialization_failure`](Error::is_serialization_failure) and the
    /// violations of deferred constraints. [`is_connection_lost`](Error::is_connection_lost) and
    /// [`is_timeout`](Error::is_timeout), with [`is_outcome_unknown`](Error::is_outcome_unknown) if
    /// the commit may have happened: without it, everything is rolled back.
    pub async fn commit(mut self) -> Result<(), Error> {
        if let Err(error) = self.ready_to_commit().await {
            let _ = self.roll_back().await;
            return Err(error);
        }
        if self.level.is_savepoint() {
            let sql = format!("RELEASE SAVEPOINT orm_{}", self.level.depth);
            self.releasing = true;
            let released =
                self.control("RELEASE SAVEPOINT", &sql, self.core.lease.batch(&sql)).await;
            self.releasing = false;
            released?;
            self.state().hand_over(self.level);
            self.done = true;
            return Ok(());
        }
        let committed = self.control("COMMIT", "COMMIT", self.core.lease.commit()).await;
        committed.map_err(Error::of_effect)?;
        self.done = true;
        let hooks = self.state().take_hooks();
        // A hook that uses the pool would wait for the connection that its own transaction holds.
        drop(self);
        for hook in hooks {
            hook().await;
        }
        Ok(())
    }

    /// Takes back everything that was done in the transaction, or since the savepoint.
    ///
    /// # Errors
    /// [`is_connection_lost`](Error::is_connection_lost): the server rolls back by itself then.
    pub async fn rollback(mut self) -> Result<(), Error> {
        self.roll_back().await
    }

    async fn roll_back(&mut self) -> Result<(), Error> {
        if self.level.is_savepoint() {
            let was_open = self.state().is_open(self.level);
            self.state().abandon(self.level);
            self.done = true;
            if was_open {
                self.roll_back_dropped().await?;
            }
        } else {
            self.control("ROLLBACK", "ROLLBACK", self.core.lease.rollback()).await?;
            self.done = true;
        }
        Ok(())
    }

    /// Runs `hook` once the whole transaction is committed; never if it, or the savepoint in which
    /// this is called, is rolled back. An error inside the hook is the hook's own affair.
    pub fn on_commit<F>(&self, hook: impl FnOnce() -> F + Send + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.state().add_hook(self.level, Box::new(|| Box::pin(hook())));
    }

    /// Runs a statement, if the transaction can take one.
    pub(super) async fn run<T>(
        &self,
        statement: impl AsyncFnOnce(&Lease) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.settled(|state| state.start(self.level)).await?;
        let _running = Running { tx: self };
        let result = statement(&self.core.lease).await;
        if let Err(error) = &result {
            self.note(error);
        }
        result
    }

    pub(super) async fn stream<R: Send + 'static>(
        &self,
        statement: Statement,
        decode: impl Decode<R>,
    ) -> Result<BoxStream<'_, Result<R, Error>>, Error> {
        self.ready().await?;
        Ok(self.core.lease.clone().into_stream_within(self, statement, decode))
    }

    /// Remembers that the database refused a statement.
    pub(super) fn note(&self, error: &Error) {
        if !self.core.read_only {
            self.db().notice(error);
        }
        // What failed before it was sent has changed nothing.
        if !matches!(error.kind(), Kind::Encode | Kind::Decode | Kind::Unsupported) {
            self.fail();
        }
    }

    /// The same for a stream, which may be left over from a savepoint that has ended.
    pub(super) fn note_in_stream(&self, error: &Error) {
        if self.while_open(|| ()).is_some() {
            self.note(error);
        }
    }

    /// The transaction takes no more statements.
    pub(super) fn fail(&self) {
        self.state().fail();
    }

    /// Rolls back what was dropped inside, and says whether the transaction takes a statement.
    async fn ready(&self) -> Result<(), Error> {
        self.settled(|state| state.check(self.level)).await
    }

    /// The same, and whether what was written may last.
    async fn ready_to_commit(&self) -> Result<(), Error> {
        self.ready().await?;
        match self.core.pass.get().filter(|_| !self.core.read_only && !self.level.is_savepoint()) {
            Some(pass) => pass.check_commit().await,
            None => Ok(()),
        }
    }

    /// Rolls back what was dropped inside, and goes on where nothing is any more: while the rollback is
    /// waited for, somebody else may begin the next savepoint and drop it, and what is sent then would be
    /// rolled back with it.
    async fn settled<T>(&self, go_on: impl Fn(&mut State) -> Result<T, Error>) -> Result<T, Error> {
        loop {
            self.settle().await?;
            let mut state = self.state();
            if !state.has_dropped(self.level) {
                return go_on(&mut state);
            }
        }
    }

    /// Rolls back to the outermost savepoint that was dropped.
    async fn settle(&self) -> Result<(), Error> {
        if !self.state().is_open(self.level) {
            return Ok(());
        }
        self.roll_back_dropped().await
    }

    async fn roll_back_dropped(&self) -> Result<(), Error> {
        let Some((sql, rolled_back)) = self.queue_rollback() else { return Ok(()) };
        self.control("ROLLBACK TO SAVEPOINT", &sql, rolled_back).await
    }

    /// Puts the rollback to a savepoint that was dropped in the connection's queue, if there is one; gives its
    /// text and its answer.
    fn queue_rollback(&self) -> Option<(Arc<str>, RolledBack)> {
        // Locked until it is in the queue: whoever finds nothing to be rolled back comes behind it.
        let mut state = self.state();
        let depth = state.take_dropped(self.level)?;
        let sql = format!("ROLLBACK TO SAVEPOINT orm_{depth}; RELEASE SAVEPOINT orm_{depth}");
        let sql: Arc<str> = sql.into();
        let (lease, text) = (Arc::clone(&self.core.lease), Arc::clone(&sql));
        Some((sql, queued(async move { lease.batch(&text).await }.boxed())))
    }

    /// A statement that begins or ends something, as an event.
    async fn control<T>(
        &self,
        operation: &'static str,
        sql: &str,
        statement: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let sql = Arc::from(sql);
        let work = Sent::control(operation).start_sql(&self.core.db, Arc::clone(&sql), &NO_TENANT);
        let result = match self.core.db.query_timeout {
            None => statement.await,
            // Dropped, the statement was sent nevertheless: the connection knows what is left to do.
            Some(longest) => tokio::time::timeout(longest, statement)
                .await
                .unwrap_or_else(|_| Err(too_long(longest))),
        };
        let result = result.map_err(|error| error.with_statement(&sql));
        work.finish(result.as_ref().map(|_| 0));
        if let Err(error) = &result {
            self.note(error);
        }
        result
    }
}

impl Scope for &Tx {
    async fn settle(&self) -> Result<(), Error> {
        Tx::settle(self).await
    }

    fn while_open<T>(&self, work: impl FnOnce() -> T) -> Option<T> {
        // Locked until the work is done: the scope cannot end meanwhile.
        let state = self.state();
        state.is_open(self.level).then(work)
    }
}

/// A statement that is under way.
struct Running<'a> {
    tx: &'a Tx,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.tx.state().stop();
    }
}

impl Drop for Tx {
    /// A transaction is rolled back as its connection goes back to the pool; a savepoint, before the
    /// transaction's next statement.
    fn drop(&mut self) {
        let level = self.level;
        if !level.is_savepoint() {
            self.state().end();
        } else if self.releasing {
            // If the release fails, the transaction's next statement says so.
            self.state().hand_over(level);
        } else if !self.done {
            self.state().abandon(level);
        }
    }
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx").field("level", &self.level.depth).finish_non_exhaustive()
    }
}
