//! Pauses of random length, so that those who wait for each other do not come back together.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

/// At least a half of this time, at most all of it.
pub(crate) fn jitter(longest: Duration) -> Duration {
    // Each state has keys of its own, from the system's source of randomness.
    let dice = RandomState::new().build_hasher().finish() % 1024;
    let part = u32::try_from(dice).expect("it is less than 1024");
    longest / 2 + longest / 2 * part / 1024
}

/// The pause after an attempt, from 1: doubled from the first one to the last, with its random part.
pub(crate) fn backoff(attempt: u32, first: Duration, longest: Duration) -> Duration {
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
