//! Polls a future a number of times, and drops it.

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// Nothing in these tests takes longer, unless it hangs.
pub(crate) const LONGEST: Duration = Duration::from_secs(10);

/// Polls a future at most so many times, whenever it is woken, and drops it after a pause. Gives what
/// it gave, if it came to its end before.
pub(crate) async fn cut<T>(
    step: &str,
    work: impl Future<Output = T>,
    polls: usize,
    linger: Duration,
) -> Option<T> {
    let cut = cut_within(work, polls, linger, LONGEST).await;
    cut.unwrap_or_else(|_| panic!("{step}: every poll is followed by another one in bounded time"))
}

/// The same for a future that may wait longer than this for its next poll: `Err` if it was dropped
/// because of that.
pub(crate) async fn cut_within<T>(
    work: impl Future<Output = T>,
    polls: usize,
    linger: Duration,
    longest: Duration,
) -> Result<Option<T>, Waited> {
    let mut work = Box::pin(work);
    let mut left = polls;
    let polled = poll_fn(|cx| {
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
    let result = timeout(longest, polled).await.map_err(|_| Waited);
    if matches!(result, Ok(None)) && !linger.is_zero() {
        sleep(linger).await;
    }
    drop(work);
    result
}

/// The future was not woken in time.
#[derive(Debug)]
pub(crate) struct Waited;
