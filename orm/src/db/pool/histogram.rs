//! How long things took, in buckets that double.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// From 1 µs to 2^26 µs, about 67 s; what took longer is in one more.
const BUCKETS: usize = 28;

/// Times that are being counted.
#[derive(Default)]
pub(super) struct Recorder {
    buckets: [AtomicU64; BUCKETS],
    nanoseconds: AtomicU64,
}

/// How long something took, over the life of a pool: a snapshot.
///
/// ```
/// # async fn run(db: &orm::Db) {
/// let waits = db.pool_stats().acquire_time;
/// println!("{} acquisitions, 99 of 100 within {:?}", waits.count(), waits.quantile(0.99));
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Histogram {
    buckets: [u64; BUCKETS],
    sum: Duration,
}

impl Recorder {
    pub(super) fn record(&self, time: Duration) {
        let microseconds = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let bucket = (u64::BITS - microseconds.leading_zeros()) as usize;
        self.buckets[bucket.min(BUCKETS - 1)].fetch_add(1, Ordering::Relaxed);
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
    }

    pub(super) fn snapshot(&self) -> Histogram {
        Histogram {
            buckets: std::array::from_fn(|at| self.buckets[at].load(Ordering::Relaxed)),
            sum: Duration::from_nanos(self.nanoseconds.load(Ordering::Relaxed)),
        }
    }
}

impl Histogram {
    /// How many there were.
    pub fn count(&self) -> u64 {
        self.buckets.iter().sum()
    }

    /// All times together.
    pub fn sum(&self) -> Duration {
        self.sum
    }

    /// How many took less than a time and not less than the one before: pairs of that time and the
    /// number, from the shortest. The last time is [`Duration::MAX`].
    pub fn buckets(&self) -> impl Iterator<Item = (Duration, u64)> {
        (0..).map(bound).zip(self.buckets)
    }

    /// A time that this part of them, from 0 to 1, did not exceed: the end of a
    /// [bucket](Self::buckets), so at most twice as long as the exact one from 1 µs to 67 s. Zero if there
    /// were none.
    pub fn quantile(&self, part: f64) -> Duration {
        let wanted = (part.clamp(0.0, 1.0) * self.count() as f64).ceil() as u64;
        let mut seen = 0;
        let mut buckets = self.buckets().map(|(bound, count)| {
            seen += count;
            (bound, seen)
        });
        match wanted {
            0 => Duration::ZERO,
            _ => {
                buckets.find(|(_, seen)| *seen >= wanted).map_or(Duration::MAX, |(bound, _)| bound)
            }
        }
    }

    /// Both together.
    #[cfg(feature = "sqlite")]
    pub(super) fn and(self, other: Histogram) -> Histogram {
        Histogram {
            buckets: std::array::from_fn(|at| self.buckets[at] + other.buckets[at]),
            sum: self.sum + other.sum,
        }
    }
}

/// What everything in a bucket is less than.
fn bound(bucket: usize) -> Duration {
    match bucket {
        last if last >= BUCKETS - 1 => Duration::MAX,
        _ => Duration::from_micros(1 << bucket),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_in_the_bucket_that_says_so() {
        let recorder = Recorder::default();
        for microseconds in [0, 1, 3, 4, 1000, 100_000_000] {
            recorder.record(Duration::from_micros(microseconds));
        }
        let histogram = recorder.snapshot();
        let filled: Vec<(Duration, u64)> =
            histogram.buckets().filter(|(_, count)| *count > 0).collect();
        let micros = Duration::from_micros;
        let expected =
            [(micros(1), 1), (micros(2), 1), (micros(4), 1), (micros(8), 1), (micros(1024), 1)];
        assert_eq!(filled[..5], expected);
        assert_eq!(filled[5..], [(Duration::MAX, 1)]);
        assert_eq!(histogram.sum(), micros(100_001_008));
        assert_eq!(histogram.quantile(0.5), micros(4));
        assert_eq!(histogram.quantile(1.0), Duration::MAX);
        assert_eq!(Recorder::default().snapshot().quantile(0.99), Duration::ZERO);
        assert_eq!(histogram.and(histogram).count(), 12);
    }
}
