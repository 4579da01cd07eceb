//! When a transaction is worth another run, and the pause before it.

use super::{Db, Tx, TxOptions, backoff};
use crate::error::Error;
use crate::scope::Reach;
use std::time::Duration;

/// The error of a transaction's closure, which may be one of the database's that goes away when the
/// transaction is run again.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say whether a transaction that failed with it can be run again",
    note = "implement `orm::MaybeRetryable` for it: `orm::Error` inside it has `is_retryable()`"
)]
pub trait MaybeRetryable {
    /// Whether the same transaction may succeed when it is run again.
    fn is_retryable(&self) -> bool;
}

impl MaybeRetryable for Error {
    fn is_retryable(&self) -> bool {
        Error::is_retryable(self)
    }
}

/// The runs of one transaction: how many there were, and whether another one is worth it.
pub(super) struct Runs {
    options: TxOptions,
    run: u32,
}

impl Runs {
    pub(super) fn of(options: TxOptions) -> Runs {
        Runs { options, run: 0 }
    }

    /// Begins the transaction, once more for each run that is left while no connection can be had.
    pub(super) async fn begin(&mut self, db: &Db, reach: &Reach) -> Result<Tx, Error> {
        loop {
            match db.begin_as(&self.options, false, reach).await {
                Err(error) if self.options.is_worth_connecting(self.run, &error) => {
                    self.pause().await;
                }
                result => return result,
            }
        }
    }

    /// What the transaction came to, or nothing after a pause before another run.
    pub(super) async fn end<T, E: MaybeRetryable>(
        &mut self,
        result: Result<T, E>,
    ) -> Option<Result<T, E>> {
        match result {
            Err(error) if self.options.is_worth_another(self.run, &error) => {
                self.pause().await;
                None
            }
            result => Some(result),
        }
    }

    /// Waits before the next run: a pause that doubles from 20 ms to 2 s.
    async fn pause(&mut self) {
        self.run += 1;
        tokio::time::sleep(backoff::pause(self.run, Duration::from_secs(2))).await;
    }
}
