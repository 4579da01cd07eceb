//! When a transaction is worth another run, and the pause before it.

use super::backoff;
use crate::error::Error;
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

/// Waits before the next run: a pause that doubles from 20 ms to 2 s.
pub(super) async fn pause(run: u32) {
    tokio::time::sleep(backoff::pause(run + 1, Duration::from_secs(2))).await;
}
