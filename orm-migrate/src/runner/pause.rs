//! Pauses of random length, so that those who wait for each other do not come back together.

use super::observer::Event;
use super::options::Migrator;
use crate::error::{Error, Failed};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

impl Migrator {
    /// Waits before the next attempt at what others have the locks of.
    ///
    /// # Errors
    /// [`is_lock_busy`](Error::is_lock_busy) if there is none.
    pub(crate) async fn pause(
        &self,
        failed: Failed,
        error: orm::Error,
        attempt: &mut u32,
    ) -> Result<(), Error> {
        let of = self.lock_tries;
        if *attempt >= of {
            return Err(Error::lock_busy(failed, of, error));
        }
        let (first, longest) = self.backoff;
        let pause = backoff(*attempt, first, longest);
        self.tell(&Event::Retrying { attempt: *attempt, of, pause });
        tokio::time::sleep(pause).await;
        *attempt += 1;
        Ok(())
    }
}

/// At least a half of this time, at most all of it.
pub(crate) fn jitter(longest: Duration) -> Duration {
    // Each state has keys of its own, from the system's source of randomness.
    let dice = RandomState::new().build_hasher().finish() % 1024;
    let part = u32::try_from(dice).expect("it is less than 1024");
    longest / 2 + longest / 2 * part / 1024
}

/// The pause after an attempt, from 1: doubled from the first one to the last, with its random part.
fn backoff(attempt: u32, first: Duration, longest: Duration) -> Duration {
    jitter(first.saturating_mul(1 << attempt.saturating_sub(1).min(16)).min(longest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_their_limit() {
        let second = Duration::from_secs(1);
        for attempt in 1..100 {
            let pause = backoff(attempt, second, 60 * second);
            let whole = second * 2_u32.pow((attempt - 1).min(6)).min(60);
            assert!(pause >= whole / 2 && pause <= whole, "{attempt}: {pause:?}");
        }
    }
}
