//! The measured times as a table: medians, and how many times as long each side took.

use super::work::Work;
use std::time::Duration;

/// What a work took on each side, a time for each round.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) work: Work,
    pub(super) times: [Vec<Duration>; 4],
}

impl Line {
    fn median(&self, side: usize) -> Duration {
        let mut times = self.times[side].clone();
        times.sort();
        times[times.len() / 2]
    }

    /// How many times as long one side took as another, in the median of the rounds: those of one round were
    /// measured next to each other.
    fn ratio(&self, side: usize, other: usize) -> f64 {
        let rounds = self.times[side].iter().zip(&self.times[other]);
        let mut ratios: Vec<f64> =
            rounds.map(|(side, other)| side.as_secs_f64() / other.as_secs_f64()).collect();
        ratios.sort_by(f64::total_cmp);
        ratios[ratios.len() / 2]
    }
}

pub(super) fn print(lines: &[Line]) {
    println!("| | by hand | condition | / by hand | policies | / condition | both | / condition |");
    println!("|---|--:|--:|--:|--:|--:|--:|--:|");
    for line in lines {
        let time = |side| format!("{:.1} µs", line.median(side).as_secs_f64() * 1e6);
        println!(
            "| {} | {} | {} | {:.2} | {} | {:.2} | {} | {:.2} |",
            line.work.name(),
            time(0),
            time(1),
            line.ratio(1, 0),
            time(2),
            line.ratio(2, 1),
            time(3),
            line.ratio(3, 1),
        );
    }
}
