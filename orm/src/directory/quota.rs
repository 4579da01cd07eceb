//! What a tenant may use.

use super::table::TenantRow;
use std::time::{Duration, Instant};

/// What a tenant may use; `None` is no limit. What goes beyond is refused with
/// [`is_over_quota`](crate::Error::is_over_quota), before anything is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Quota {
    /// How many connections a process holds for it at once; a transaction holds one until it ends.
    pub max_connections: Option<u32>,
    /// The rows in its tables, as they were counted last
    /// ([`Directory::record_size`](crate::Directory::record_size)): with so many or more, inserts and
    /// copies into its tables are refused. SQL by hand is not read for what it inserts.
    pub max_rows: Option<u64>,
    /// How many statements a process sends for it in a second, on average; as many at once. Each
    /// statement of a load counts, a transaction's begin and end do not.
    pub max_statements_per_second: Option<u32>,
}

impl Quota {
    pub(super) fn of(row: &TenantRow) -> Quota {
        Quota {
            max_connections: row.max_connections.and_then(|most| most.try_into().ok()),
            max_rows: row.max_rows.and_then(|most| most.try_into().ok()),
            max_statements_per_second: row
                .max_statements_per_second
                .and_then(|most| most.try_into().ok()),
        }
    }
}

/// Statements that may be sent now: what is not used in a second is not saved for longer.
#[derive(Debug, Default)]
pub(super) struct Bucket {
    /// In billionths of a statement. Less than nothing, if a load needed more than there was.
    left: i64,
    filled: Option<Instant>,
}

const ONE: i64 = 1_000_000_000;

impl Bucket {
    /// Takes one, if there is one.
    pub(super) fn take(&mut self, per_second: u32, now: Instant) -> bool {
        self.fill(per_second, now);
        let is_there = self.left >= ONE;
        if is_there {
            self.left -= ONE;
        }
        is_there
    }

    /// Takes one, whether there is one or not.
    pub(super) fn owe(&mut self, per_second: u32, now: Instant) {
        self.fill(per_second, now);
        self.left -= ONE;
    }

    fn fill(&mut self, per_second: u32, now: Instant) {
        let most = i64::from(per_second) * ONE;
        let passed = self.filled.map(|filled| now.saturating_duration_since(filled));
        self.filled = Some(now);
        // One nanosecond at a rate of n is n billionths.
        self.left = match passed.filter(|passed| *passed < Duration::from_secs(3600)) {
            None => most,
            Some(passed) => {
                let nanos = i64::try_from(passed.as_nanos()).unwrap_or(i64::MAX);
                let earned = nanos.saturating_mul(i64::from(per_second));
                self.left.saturating_add(earned).min(most)
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_at_once_and_then_as_time_goes_by() {
        let (mut bucket, start) = (Bucket::default(), Instant::now());
        assert_eq!((0..10).filter(|_| bucket.take(3, start)).count(), 3);
        let later = start + Duration::from_millis(334);
        assert!(bucket.take(3, later) && !bucket.take(3, later));
        let much_later = start + Duration::from_secs(60);
        assert_eq!((0..10).filter(|_| bucket.take(3, much_later)).count(), 3);
        assert!(!Bucket::default().take(0, start));
    }

    #[test]
    fn debts_are_paid_first() {
        let (mut bucket, start) = (Bucket::default(), Instant::now());
        (0..4).for_each(|_| bucket.owe(2, start));
        assert!(!bucket.take(2, start + Duration::from_secs(1)));
        assert!(bucket.take(2, start + Duration::from_millis(1500)));
    }

    #[test]
    fn a_quota_that_grows_counts_at_once() {
        let (mut bucket, start) = (Bucket::default(), Instant::now());
        assert!(bucket.take(1, start) && !bucket.take(1, start));
        assert!(bucket.take(1_000_000, start + Duration::from_millis(1)));
    }
}
