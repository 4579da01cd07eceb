//! The pause before a connection is tried once more.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// The pause after the first attempt that failed; it doubles with each further one.
const SHORTEST: Duration = Duration::from_millis(20);

/// The longest pause. A server that comes back is noticed within it.
const LONGEST: Duration = Duration::from_millis(800);

/// The pause after so many attempts that failed. A part of the whole, at least a half, is waited: those
/// who lost the same server do not come back in one moment.
pub(in crate::db) fn pause(failures: u32) -> Duration {
    let random = RandomState::new().hash_one(failures) as u32;
    whole(failures).mul_f64(0.5 + 0.5 * f64::from(random) / f64::from(u32::MAX))
}

fn whole(failures: u32) -> Duration {
    SHORTEST.saturating_mul(1 << failures.saturating_sub(1).min(10)).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_to_a_bound() {
        for failures in 1..100 {
            let (whole, pause) = (whole(failures), pause(failures));
            assert!(pause >= whole / 2 && pause <= whole, "{failures}: {pause:?}");
        }
        assert_eq!((whole(1), whole(3), whole(50)), (SHORTEST, 4 * SHORTEST, LONGEST));
    }
}
