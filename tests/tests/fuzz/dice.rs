//! Chance that can be repeated, and futures that it cuts short.

use std::future::poll_fn;
use std::hash::{BuildHasher, RandomState};
use std::task::Poll;
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// Numbers that look random, from a seed (SplitMix64: Steele, Lea and Flood, 2014).
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

/// How a future ends.
#[derive(Debug, Clone, Copy)]
pub(crate) enum End {
    Whole,
    /// Dropped after so many polls and a pause, in which the answer may come.
    Polls(usize, Duration),
    Time(Duration),
}

/// Another seed each time.
pub(crate) fn any_seed() -> u64 {
    RandomState::new().hash_one(0)
}

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// Dice for somebody else.
    pub(crate) fn branch(&mut self) -> Dice {
        Dice(self.next())
    }

    /// A number below this one.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    pub(crate) fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }

    /// Up to 12 ms.
    pub(crate) fn short(&mut self) -> Duration {
        Duration::from_micros(self.below(12_000))
    }

    pub(crate) fn end(&mut self) -> End {
        match self.below(4) {
            0 => End::Whole,
            1 => End::Time(self.short()),
            _ => {
                let linger = [Duration::ZERO, Duration::from_micros(self.below(3_000))];
                End::Polls(self.below(30) as usize, self.one_of(&linger))
            }
        }
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// Drops a future after so many polls, whenever it is woken; what it gave if it ended before.
pub(crate) async fn drop_after<T>(
    work: impl Future<Output = T>,
    polls: usize,
    linger: Duration,
) -> Option<T> {
    let mut work = Box::pin(work);
    let mut left = polls;
    let ended = poll_fn(|cx| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        match work.as_mut().poll(cx) {
            Poll::Ready(value) => Poll::Ready(Some(value)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    });
    let ended = ended.await;
    if ended.is_none() && !linger.is_zero() {
        sleep(linger).await;
    }
    ended
}

pub(crate) async fn drop_in_time<T>(work: impl Future<Output = T>, time: Duration) -> Option<T> {
    timeout(time, work).await.ok()
}
