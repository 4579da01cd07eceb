//! Numbers by chance, where how good the chance is does not matter.

use std::hash::{BuildHasher, RandomState};

/// A number from 0 to 1.
pub(crate) fn part() -> f64 {
    // Its keys are the thread's random ones, and one more with each.
    RandomState::new().hash_one(()) as u32 as f64 / f64::from(u32::MAX)
}
