//! Transactions, and what becomes of one that was dropped half-way.

use super::connection::{SqliteConnection, Unwatched};
use super::error::statement_error;
use crate::error::Error;
use diesel_async::{AnsiTransactionManager, TransactionManager};
use std::sync::atomic::Ordering;

impl SqliteConnection {
    /// Begins a transaction.
    ///
    /// # Errors
    /// If SQLite refuses: another connection writes, or a transaction is open.
    pub(crate) async fn begin(&self, sql: &str) -> Result<(), Error> {
        let was_open = self.open.swap(true, Ordering::Relaxed);
        let result = self.batch_as(Unwatched::Skip, sql).await;
        if result.is_err() && !was_open {
            // A statement behind BEGIN may have failed: the transaction is open then.
            self.open.store(false, Ordering::Relaxed);
            self.roll_back_later();
        }
        result
    }

    /// Whether a transaction was begun here, and its end was not sent yet.
    pub(crate) fn in_transaction(&self) -> bool {
        self.open.load(Ordering::Relaxed)
    }

    /// Commits the transaction. Once polled, it is done, whatever becomes of the future.
    ///
    /// # Errors
    /// If SQLite refuses, for example for a deferred foreign key: it is rolled back then.
    pub(crate) async fn commit(&self) -> Result<(), Error> {
        self.open.store(false, Ordering::Relaxed);
        self.run(Unwatched::Run, |session| {
            let result = session.batch("COMMIT");
            if result.is_err() {
                // Unlike PostgreSQL, SQLite keeps a transaction open that it could not commit.
                let _ = session.batch("ROLLBACK");
            }
            result.map_err(statement_error)
        })
        .await?
    }

    /// Rolls the transaction back.
    ///
    /// # Errors
    /// If the thread has ended; SQLite rolls back then, too.
    pub(crate) async fn rollback(&self) -> Result<(), Error> {
        self.open.store(false, Ordering::Relaxed);
        self.run(Unwatched::Run, |session| {
            // It fails only where an error has ended the transaction already.
            let _ = session.batch("ROLLBACK");
        })
        .await
    }

    /// Makes the connection fit for somebody else, without waiting: called when it goes back to a pool.
    ///
    /// An open transaction is rolled back, and what Diesel's statements left behind is undone, before
    /// whatever is sent next.
    pub(crate) fn settle(&mut self) {
        let open = self.open.swap(false, Ordering::Relaxed);
        let is_foreign = self.foreign.swap(false, Ordering::Relaxed);
        if is_foreign || AnsiTransactionManager::is_broken_transaction_manager(self) {
            self.reset_later();
        } else if open {
            self.roll_back_later();
        }
    }

    fn roll_back_later(&self) {
        let _ = self.send(Box::new(|session| {
            let _ = session.batch("ROLLBACK");
        }));
    }
}
