//! Transactions, and savepoints inside them.

use super::closure::{WorkMut, WorkOnce};
use super::lease::{Lease, too_long};
use super::send::Sent;
use super::tx_options::TxOptions;
use super::{Db, retry};
use crate::backend::Statement;
use crate::error::{Error, Kind};
use crate::row::Decode;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A transaction that is open. Dropped before [`commit`](Tx::commit), it is rolled back, before
/// anybody else gets its connection.
///
/// A statement that fails makes the transaction useless, on SQLite as on PostgreSQL: the next one
/// says so, and `commit` rolls back and fails. To go on after an error, put what may fail into a
/// nested [`transaction`](Tx::transaction), which is a savepoint.
#[must_use = "a transaction that is dropped is rolled back"]
pub struct Tx {
    core: Arc<Core>,
    /// 0 for the transaction itself, one more for each savepoint around.
    level: usize,
    /// The savepoint's release was sent, and its answer has not come.
    releasing: bool,
    done: bool,
    /// The savepoint's number.
    number: u64,
}

struct Core {
    db: Db,
    lease: Arc<Lease>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The savepoints that are open, by their numbers, the innermost last.
    open: Vec<u64>,
    /// The number of the next savepoint: none is given twice, so that a handle knows its own.
    next: u64,
    /// How many statements are under way.
    running: usize,
    /// Whether the transaction itself was committed, rolled back or dropped.
    ended: bool,
    /// Whether a statement failed since the savepoint of this level.
    failed: bool,
    /// The outermost savepoint that was dropped and is not rolled back yet.
    dropped: Option<usize>,
    hooks: Vec<(usize, Hook)>,
}

type Hook = Box<dyn FnOnce() -> BoxFuture<'static, ()> + Send>;

impl Db {
    /// Runs `work` in a transaction: committed if it gives `Ok`, rolled back if it gives `Err`.
    ///
    /// `work` is `async |tx| ..`: its future borrows `tx`, which that of `|tx| async move { .. }` cannot.
    /// Where nothing else names its error's type, its last line does: `Ok::<_, Error>(value)`.
    /// [`Writer`](crate::Writer) has an example.
    ///
    /// # Errors
    /// What `work` gives, and the errors of beginning and committing:
    /// [`is_serialization_failure`](Error::is_serialization_failure),
    /// [`is_connection_lost`](Error::is_connection_lost), [`is_pool_exhausted`](Error::is_pool_exhausted).
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

    /// As [`transaction`](Db::transaction), with options. `work` may run several times.
    ///
    /// # Errors
    /// Those of [`transaction`](Db::transaction), of the last run.
    #[expect(clippy::manual_async_fn, reason = "`async fn` cannot promise `Send`")]
    pub fn transaction_with<T, E, F>(
        &self,
        options: TxOptions,
        mut work: F,
    ) -> impl Future<Output = Result<T, E>> + Send
    where
        for<'r> F:
            AsyncFnMut(&'r Tx) -> Result<T, E> + WorkMut<&'r Tx, Result<T, E>, Fut: Send> + Send,
        T: Send,
        E: From<Error> + retry::MaybeRetryable + Send,
    {
        async move {
            let mut run = 0;
            loop {
                let tx = self.begin_with(options.clone()).await?;
                let result = match work(&tx).await {
                    Ok(value) => tx.commit().await.map(|()| value).map_err(E::from),
                    Err(error) => tx.give_up(error).await,
                };
                match result {
                    Err(error) if run < options.retries && error.is_retryable() => {
                        retry::pause(run).await;
                        run += 1;
                    }
                    result => return result,
                }
            }
        }
    }

    /// Begins a transaction.
    ///
    /// # Errors
    /// [`is_connection_lost`](Error::is_connection_lost), [`is_pool_exhausted`](Error::is_pool_exhausted).
    pub async fn begin(&self) -> Result<Tx, Error> {
        self.begin_with(TxOptions::new()).await
    }

    /// Begins a transaction with options; `retry` has no effect on it.
    ///
    /// # Errors
    /// Those of [`begin`](Db::begin).
    pub async fn begin_with(&self, options: TxOptions) -> Result<Tx, Error> {
        self.begin_as(&options, false).await
    }

    pub(super) async fn begin_as(&self, options: &TxOptions, read_only: bool) -> Result<Tx, Error> {
        let lease = Arc::new(self.acquire(!read_only).await?);
        let mut sql = options.begin(self.dialect(), read_only);
        if read_only && self.inner.pools.reads_on_writer() {
            // Undone before anybody else gets the connection, as everything foreign is.
            sql.insert_str(0, "PRAGMA query_only = ON; ");
            lease.note_foreign(&sql);
        }
        let core = Arc::new(Core { db: self.clone(), lease, state: Mutex::default() });
        let tx = Tx { core, level: 0, number: 0, releasing: false, done: false };
        tx.control("BEGIN", &sql, tx.core.lease.begin(&sql)).await?;
        Ok(tx)
    }
}

impl Tx {
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
        self.settle().await?;
        let level = self.level + 1;
        // The state comes first: a future that is dropped while the savepoint is made leaves one
        // that is known to be dropped.
        let number = self.open()?;
        let tx = Tx { core: self.core.clone(), level, number, releasing: false, done: false };
        let sql = format!("SAVEPOINT orm_{level}");
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
        match work(&self).await {
            Ok(value) => {
                self.commit().await?;
                Ok(value)
            }
            Err(error) => self.give_up(error).await,
        }
    }

    /// Rolls back because of an error.
    async fn give_up<T, E>(self, error: E) -> Result<T, E> {
        // The cause is worth more than what a broken connection says of the rollback; a connection
        // whose rollback failed does not go back to the pool.
        let _ = self.rollback().await;
        Err(error)
    }

    /// Makes everything that was done in the transaction last, and runs the hooks of
    /// [`on_commit`](Tx::on_commit). Of a savepoint: hands it to the transaction around.
    ///
    /// # Errors
    /// [`is_transaction_state`](Error::is_transaction_state) if a statement failed: everything is
    /// rolled back then. [`is_serialization_failure`](Error::is_serialization_failure) and the
    /// violations of deferred constraints. After [`is_connection_lost`](Error::is_connection_lost)
    /// or [`is_timeout`](Error::is_timeout) it is unknown whether the commit happened.
    pub async fn commit(mut self) -> Result<(), Error> {
        if let Err(error) = self.ready().await {
            let _ = self.roll_back().await;
            return Err(error);
        }
        if self.level > 0 {
            let sql = format!("RELEASE SAVEPOINT orm_{}", self.level);
            self.releasing = true;
            let released =
                self.control("RELEASE SAVEPOINT", &sql, self.core.lease.batch(&sql)).await;
            self.releasing = false;
            released?;
            self.hand_over();
            self.done = true;
            return Ok(());
        }
        self.control("COMMIT", "COMMIT", self.core.lease.commit()).await?;
        self.done = true;
        let hooks = std::mem::take(&mut self.state().hooks);
        // A hook that uses the pool would wait for the connection that its own transaction holds.
        drop(self);
        for (_, hook) in hooks {
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
        if self.level == 0 {
            self.control("ROLLBACK", "ROLLBACK", self.core.lease.rollback()).await?;
        } else {
            let was_open = self.is_open(&self.state());
            self.abandon();
            self.done = true;
            if was_open {
                self.roll_back_dropped().await?;
            }
        }
        self.done = true;
        Ok(())
    }

    /// Runs `hook` once the whole transaction is committed; never if it, or the savepoint in which
    /// this is called, is rolled back. An error inside the hook is the hook's own affair.
    pub fn on_commit<F>(&self, hook: impl FnOnce() -> F + Send + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.state().hooks.push((self.level, Box::new(|| Box::pin(hook()))));
    }

    /// Runs a statement, if the transaction can take one.
    pub(super) async fn run<T>(
        &self,
        statement: impl AsyncFnOnce(&Lease) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.settle().await?;
        let _running = self.start()?;
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
    ) -> Result<BoxStream<'static, Result<R, Error>>, Error> {
        self.ready().await?;
        Ok(self.core.lease.clone().into_stream(statement, decode))
    }

    /// Remembers that the database refused a statement.
    pub(super) fn note(&self, error: &Error) {
        // What failed before it was sent has changed nothing.
        if !matches!(error.kind(), Kind::Encode | Kind::Decode | Kind::Unsupported) {
            self.state().failed = true;
        }
    }

    /// Counts a statement as under way until what is returned is dropped.
    fn start(&self) -> Result<Running<'_>, Error> {
        let mut state = self.state();
        self.check(&state)?;
        state.running += 1;
        Ok(Running { tx: self })
    }

    /// Notes a savepoint as open and gives its number.
    fn open(&self) -> Result<u64, Error> {
        let mut state = self.state();
        self.check(&state)?;
        if state.running > 0 {
            // It might be sent after the savepoint, and be rolled back with it.
            return Err(Error::new(
                Kind::Transaction,
                "a statement of the transaction is under way: await it before a nested one begins",
            ));
        }
        state.next += 1;
        let number = state.next;
        state.open.push(number);
        Ok(number)
    }

    /// Whether the handle's own transaction or savepoint is still open.
    fn is_open(&self, state: &State) -> bool {
        !state.ended && (self.level == 0 || state.open.get(self.level - 1) == Some(&self.number))
    }

    fn check(&self, state: &State) -> Result<(), Error> {
        if !self.is_open(state) {
            return Err(Error::new(
                Kind::Transaction,
                "the transaction around this nested one has ended, and this one with it",
            ));
        }
        if state.open.len() > self.level {
            return Err(Error::new(
                Kind::Transaction,
                "a nested transaction is open: use its own handle, or end it first",
            ));
        }
        if state.failed {
            return Err(Error::new(
                Kind::Transaction,
                "the transaction failed earlier and takes no more statements; \
                 a nested transaction keeps a failure to itself",
            ));
        }
        Ok(())
    }

    /// Rolls back what was dropped inside, and says whether the transaction takes a statement.
    async fn ready(&self) -> Result<(), Error> {
        self.settle().await?;
        self.check(&self.state())
    }

    /// Rolls back to the outermost savepoint that was dropped.
    async fn settle(&self) -> Result<(), Error> {
        if !self.is_open(&self.state()) {
            return Ok(());
        }
        self.roll_back_dropped().await
    }

    async fn roll_back_dropped(&self) -> Result<(), Error> {
        let Some(level) = self.take_dropped() else { return Ok(()) };
        let sql = format!("ROLLBACK TO SAVEPOINT orm_{level}; RELEASE SAVEPOINT orm_{level}");
        self.control("ROLLBACK TO SAVEPOINT", &sql, self.core.lease.batch(&sql)).await
    }

    /// The state comes first: once polled, the rollback is sent, and it must not be sent twice.
    fn take_dropped(&self) -> Option<usize> {
        let mut state = self.state();
        let level = state.dropped.take_if(|dropped| *dropped >= self.level.max(1))?;
        state.failed = false;
        Some(level)
    }

    /// The savepoint is released: what was done since belongs to the transaction around.
    fn hand_over(&self) {
        let outer = self.level - 1;
        let mut state = self.state();
        if !self.is_open(&state) {
            return;
        }
        state.open.truncate(outer);
        for (level, _) in &mut state.hooks {
            *level = (*level).min(outer);
        }
    }

    /// Gives up the savepoint: whoever uses the transaction next rolls back to it.
    fn abandon(&self) {
        let mut state = self.state();
        if !self.is_open(&state) {
            return;
        }
        let level = self.level;
        state.open.truncate(level - 1);
        state.dropped = Some(state.dropped.map_or(level, |dropped| dropped.min(level)));
        state.hooks.retain(|(hook, _)| *hook < level);
    }

    /// A statement that begins or ends something, as an event.
    async fn control<T>(
        &self,
        operation: &'static str,
        sql: &str,
        statement: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let sql = Arc::from(sql);
        let work = Sent::control(operation).start_sql(&self.core.db, Arc::clone(&sql));
        let result = match self.core.db.inner.query_timeout {
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

/// A statement that is under way.
struct Running<'a> {
    tx: &'a Tx,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.tx.state().running -= 1;
    }
}

impl Drop for Tx {
    /// A transaction is rolled back as its connection goes back to the pool; a savepoint, before the
    /// transaction's next statement.
    fn drop(&mut self) {
        if self.level == 0 {
            self.state().ended = true;
        }
        match (self.done || self.level == 0, self.releasing) {
            (true, _) => {}
            // If the release fails, the transaction's next statement says so.
            (false, true) => self.hand_over(),
            (false, false) => self.abandon(),
        }
    }
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx").field("level", &self.level).finish_non_exhaustive()
    }
}
