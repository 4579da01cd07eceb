//! When a statement outside of a transaction is sent once more, on another connection.

use super::Db;
use super::executor::Target;
use super::send::Sent;
use crate::error::{Error, Kind};
use crate::scope::Reach;
use std::sync::atomic::{AtomicU32, Ordering};

/// What one repetition costs; each statement that succeeds earns 1.
const COST: u32 = 10;

/// What is there at first, and the most that is saved.
const SAVINGS: u32 = 10 * COST;

/// How many statements may be sent again: where all fail, sending all again makes it worse.
pub(super) struct Budget {
    repeats_reads: bool,
    left: AtomicU32,
}

impl Budget {
    pub(super) fn new(repeats_reads: bool) -> Self {
        Budget { repeats_reads, left: AtomicU32::new(SAVINGS) }
    }

    fn earn(&self) {
        // Nearly always full, which a look tells. Two at once may save one too many.
        if self.left.load(Ordering::Relaxed) < SAVINGS {
            self.left.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn spend(&self) -> bool {
        let spent = |left: u32| left.checked_sub(COST);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, spent).is_ok()
    }
}

/// The attempts at one statement, or at what begins with it: two at most, and one in a transaction or a
/// session. Where a tenant was moved to there is one more. What is prepared and out of date by now stays on
/// its connection, which alone can tell what it has prepared (`PgConnection::rows`).
pub(crate) struct Attempts<'a> {
    target: Target<'a>,
    sent: Sent,
    is_last: bool,
    moved: Option<(Db, Reach)>,
}

impl<'a> Target<'a> {
    pub(crate) fn attempts(self, sent: Sent) -> Attempts<'a> {
        Attempts { target: self, sent, is_last: !self.is_free(), moved: None }
    }
}

impl Attempts<'_> {
    /// Where the next attempt goes.
    pub(crate) fn target(&self) -> Target<'_> {
        self.moved.as_ref().map_or(self.target, |(db, reach)| Target::db(db).within(reach))
    }

    /// Whether another attempt may help and does no harm, here or where the tenant was moved meanwhile.
    pub(crate) fn again<T>(&mut self, result: &Result<T, Error>) -> bool {
        self.again_here(result) || result.as_ref().is_err_and(|error| self.follows(error))
    }

    /// A statement that its tenant's old place refused did nothing. It follows once.
    fn follows(&mut self, error: &Error) -> bool {
        if self.moved.is_some() || !error.is_tenant_unready() {
            return false;
        }
        self.moved = self.target.elsewhere();
        self.moved.is_some()
    }

    /// The same in this place alone.
    pub(crate) fn again_here<T>(&mut self, result: &Result<T, Error>) -> bool {
        if self.is_last {
            return false;
        }
        self.is_last = true;
        match result {
            Ok(_) => {
                self.target.database().inner.budget.earn();
                false
            }
            Err(error) => self.had_no_effect(error) && self.target.database().inner.budget.spend(),
        }
    }

    fn had_no_effect(&self, error: &Error) -> bool {
        match error.kind() {
            Kind::ConnectionLost if self.sent.is_query() => {
                self.target.database().inner.budget.repeats_reads
            }
            Kind::ConnectionLost => self.sent.is_begin() || error.is_unsent(),
            // The next connection leads to a server that takes writes, perhaps. A text by hand may have
            // committed something before it was refused.
            Kind::ReadOnly => {
                !self.sent.is_raw() && self.target.database().inner.pools.may_lead_elsewhere()
            }
            // It did not run, and its connection has tried it twice, unless it was a COPY or in a transaction:
            // one of its own, for row-level security, is rolled back.
            Kind::StatementOutdated => {
                self.sent.is_copy() || self.sent.is_begin() || self.target.has_row_security()
            }
            _ => false,
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
    }
}
