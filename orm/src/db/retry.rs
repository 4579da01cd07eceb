//! When a transaction is worth another run, and the pause before it; when a statement is sent again.

use super::Db;
use super::executor::Target;
use super::send::Sent;
use crate::error::{Error, Kind};
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU32, Ordering};
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

/// Waits before the next run: a random part of a pause that doubles from 20 ms to 2 s, so that those
/// who clashed do not clash again ("full jitter").
pub(super) async fn pause(run: u32) {
    let longest =
        Duration::from_millis(20).saturating_mul(1 << run.min(7)).min(Duration::from_secs(2));
    let part = RandomState::new().hash_one(run) as u32;
    tokio::time::sleep(longest.mul_f64(f64::from(part) / f64::from(u32::MAX))).await;
}

/// What one repetition costs; each query that succeeds earns 1.
const COST: u32 = 10;

/// What is there at first, and the most that is saved.
const SAVINGS: u32 = 10 * COST;

/// How many queries may be sent again: where all fail, sending all again makes it worse.
pub(super) struct Budget {
    repeats: bool,
    left: AtomicU32,
}

impl Budget {
    pub(super) fn new(repeats: bool) -> Self {
        Budget { repeats, left: AtomicU32::new(SAVINGS) }
    }

    /// A query has succeeded.
    pub(super) fn earn(&self) {
        // Nearly always full, which a look tells. Two at once may save one too many.
        if self.left.load(Ordering::Relaxed) < SAVINGS {
            self.left.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn spend(&self) -> bool {
        let spent = |left: u32| left.checked_sub(COST);
        self.repeats && self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, spent).is_ok()
    }
}

/// The attempts at one statement, or at what begins with it: two at most, and one in a transaction.
pub(crate) struct Attempts<'a> {
    db: &'a Db,
    sent: Sent,
    is_last: bool,
}

impl<'a> Target<'a> {
    pub(crate) fn attempts(self, sent: Sent) -> Attempts<'a> {
        Attempts { db: self.db(), sent, is_last: self.tx().is_some() }
    }
}

impl Attempts<'_> {
    /// Whether another attempt, on another connection, may help and does no harm.
    pub(crate) fn again<T>(&mut self, result: &Result<T, Error>) -> bool {
        if self.is_last {
            return false;
        }
        self.is_last = true;
        let inner = &self.db.inner;
        match result {
            Ok(_) => {
                inner.retries.earn();
                false
            }
            Err(error) if error.is_read_only() => {
                // It had no effect. The server is a standby, perhaps since a moment ago.
                inner.pools.look_for_another_server();
                inner.retries.spend()
            }
            // Nothing changes if it runs twice, or it never ran.
            Err(error) => {
                error.kind() == Kind::ConnectionLost
                    && (self.sent.is_query() || error.is_unsent())
                    && inner.retries.spend()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_in_ten_is_repeated_after_the_savings_are_spent() {
        let budget = Budget::new(true);
        assert_eq!((0..100).filter(|_| budget.spend()).count(), 10);
        for _ in 0..25 {
            budget.earn();
        }
        assert_eq!((0..100).filter(|_| budget.spend()).count(), 2);
        assert!(!Budget::new(false).spend());
    }
}
