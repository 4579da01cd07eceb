//! Transactions, and what becomes of work that was dropped half-way.

use super::cancel::not_canceled;
use super::connection::PgConnection;
use super::error::Cause;
use super::session;
use crate::error::{Error, Kind};
use diesel_async::{AnsiTransactionManager, TransactionManager};
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// How long the server may take to cancel what was dropped, before the connection is given up.
const RECOVERY: Duration = Duration::from_secs(2);

impl PgConnection {
    /// Begins a transaction with `BEGIN` and whatever else `sql` says in the same round trip.
    ///
    /// # Errors
    /// If the server refuses; nothing is open then.
    pub(crate) async fn begin(&self, sql: &str) -> Result<(), Error> {
        self.state.open.store(true, Ordering::Relaxed);
        self.state.doubtful.store(false, Ordering::Relaxed);
        self.state.cursors.store(0, Ordering::Relaxed);
        let result = self.simple(sql).await;
        if result.is_err() {
            // A statement behind BEGIN may have failed: the transaction is open then.
            self.state.open.store(false, Ordering::Relaxed);
            self.roll_back_later();
        }
        result.map_err(|cause| Error::from(cause).with_statement(&sql.into()))
    }

    /// Commits the transaction. Once polled, it is sent, whatever becomes of the future.
    ///
    /// # Errors
    /// If the server refuses, or the transaction failed earlier: it is rolled back then. If the
    /// connection is lost before the answer, it is unknown whether it was committed.
    pub(crate) async fn commit(&self) -> Result<(), Error> {
        // In a failed transaction, COMMIT rolls back and reports success. Any other statement fails.
        let doubtful = self.state.doubtful.swap(false, Ordering::Relaxed);
        let sql = if doubtful { "SELECT; COMMIT" } else { "COMMIT" };
        let mut request = self.request();
        request.let_go();
        // COMMIT ends the transaction whatever comes of it, unless the statement before it fails.
        self.state.open.store(doubtful, Ordering::Relaxed);
        let result = match self.still_open() {
            Ok(()) => self.client.batch_execute(sql).await.map_err(|error| self.cause(error)),
            Err(cause) => Err(cause),
        };
        self.state.open.store(false, Ordering::Relaxed);
        request.end(&result);
        if result.is_err() && doubtful {
            self.roll_back_later();
        }
        result.map_err(Error::from)
    }

    /// Rolls the transaction back; a statement of it that was dropped is canceled first.
    ///
    /// # Errors
    /// If the connection is lost; the server rolls back then, too.
    pub(crate) async fn rollback(&self) -> Result<(), Error> {
        if self.state.has_abandoned() {
            let _ = timeout(RECOVERY, self.cancel()).await;
        }
        self.open_gates();
        let result = self.finish("ROLLBACK").await;
        self.state.open.store(false, Ordering::Relaxed);
        result.map_err(Error::from)
    }

    /// Makes the connection fit for somebody else, without waiting: called when it goes back to a pool.
    ///
    /// An open transaction is rolled back, and what Diesel's statements left behind in the session is
    /// undone. What was dropped half-way is canceled; whoever takes the connection next must call
    /// [`PgConnection::ready`] first.
    pub(crate) fn settle(&mut self) {
        // A check that was given up on the way has shown nothing.
        if std::mem::take(&mut self.is_tested) {
            self.idle_since = Instant::now();
        }
        let open = self.state.open.swap(false, Ordering::Relaxed);
        let is_foreign = self.state.foreign.swap(false, Ordering::Relaxed);
        if is_foreign || AnsiTransactionManager::is_broken_transaction_manager(self) {
            self.reset_later();
        } else if open {
            self.roll_back_later();
        }
        self.state.doubtful.store(false, Ordering::Relaxed);
        if self.state.has_abandoned() {
            drop(self.cancel());
        }
        if self.canceling.get_mut().unwrap_or_else(PoisonError::into_inner).is_some() {
            // What was sent just now may be what is canceled.
            self.rollback_again |= open;
        }
    }

    /// Waits until nothing of the last user is under way, and asks the server if that was long ago.
    ///
    /// # Errors
    /// If the connection is lost, its session could not be reset, or it is still busy after 2 seconds
    /// each.
    pub(crate) async fn ready(&mut self) -> Result<(), Error> {
        self.make_ready().await?;
        self.cache.follow_changes();
        self.is_tested = true;
        Ok(())
    }

    async fn make_ready(&mut self) -> Result<(), Error> {
        if self.is_closed() {
            return Err(self.ended.get().cloned().unwrap_or(Cause::Gone).into());
        }
        let canceling = self.canceling.get_mut().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(canceling) = canceling {
            timeout(RECOVERY, canceling).await.map_err(|_| busy())?.map_err(not_canceled)?;
            let sql = match (&self.resetting, self.rollback_again) {
                (Some(_), _) => session::reset(),
                (None, true) => "ROLLBACK".to_owned(),
                (None, false) => String::new(),
            };
            timeout(RECOVERY, self.finish(&sql)).await.map_err(|_| busy())??;
            self.canceling = Mutex::default();
            self.rollback_again = false;
            self.resetting = None;
            return Ok(());
        }
        if let Some(resetting) = &mut self.resetting {
            let reset = timeout(RECOVERY, resetting).await.map_err(|_| busy())?;
            self.resetting = None;
            reset.map_err(|_| Cause::Gone)?.map_err(|error| self.cause(error))?;
        }
        if self.trusted.is_some_and(|trusted| self.idle_since.elapsed() > trusted) {
            timeout(RECOVERY, self.finish("")).await.map_err(|_| busy())??;
        }
        Ok(())
    }

    pub(crate) fn in_transaction(&self) -> bool {
        self.state.open.load(Ordering::Relaxed)
    }

    /// Sends a statement, once more if a late cancellation hits it.
    async fn finish(&self, sql: &str) -> Result<(), Cause> {
        match self.client.batch_execute(sql).await.map_err(|error| self.cause(error)) {
            Err(cause) if cause.is_canceled() => {
                self.client.batch_execute(sql).await.map_err(|error| self.cause(error))
            }
            result => result,
        }
    }

    fn roll_back_later(&self) {
        self.send_later("ROLLBACK");
    }
}

fn busy() -> Error {
    Error::new(Kind::ConnectionLost, Kind::ConnectionLost.summary())
        .with_source("the server was still busy with what was dropped before")
}
