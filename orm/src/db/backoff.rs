//! The pause before something is tried once more.

use crate::dice;
use std::time::Duration;

/// The pause after the first attempt that failed; it doubles with each further one.
const FIRST: Duration = Duration::from_millis(20);

/// The pause after so many attempts that failed, at most `longest`. A part of it, at least a half, is
/// waited: those who failed together do not come back together.
pub(super) fn pause(failures: u32, longest: Duration) -> Duration {
    whole(failures, longest).mul_f64(0.5 + 0.5 * dice::part())
}

fn whole(failures: u32, longest: Duration) -> Duration {
    FIRST.saturating_mul(1 << failures.saturating_sub(1).min(10)).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_to_a_bound() {
        let longest = Duration::from_millis(500);
        for failures in 1..100 {
            let (whole, pause) = (whole(failures, longest), pause(failures, longest));
            assert!(pause >= whole / 2 && pause <= whole, "{failures}: {pause:?}");
        }
        let first = [1, 3, 50].map(|failures| whole(failures, longest));
        assert_eq!(first, [FIRST, 4 * FIRST, longest]);
    }
}
