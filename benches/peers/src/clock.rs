//! How long something took: on the wall, and on the processors.

use rustix::time::{ClockId, clock_gettime};
use std::time::{Duration, Instant};

/// Two clocks that run from when this was made.
#[derive(Debug)]
pub struct Clock {
    wall: Instant,
    processor: Duration,
}

/// What two clocks say.
#[derive(Debug, Clone, Copy)]
pub struct Elapsed {
    /// What a waiting person sees.
    pub wall: Duration,
    /// What all threads of this process computed, also in the kernel; the server is another process.
    pub processor: Duration,
}

impl Clock {
    /// Starts both.
    pub fn start() -> Clock {
        Clock { wall: Instant::now(), processor: processor() }
    }

    /// What they say now.
    pub fn elapsed(&self) -> Elapsed {
        Elapsed { wall: self.wall.elapsed(), processor: processor() - self.processor }
    }
}

fn processor() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// The middle one of these; of an even number the upper of the two.
///
/// # Panics
///
/// If there are none.
pub fn median<T: Ord + Copy>(mut values: Vec<T>) -> T {
    values.sort_unstable();
    values[values.len() / 2]
}
