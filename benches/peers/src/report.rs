//! What was measured, as tables.

pub mod plot;
pub mod readme;

use crate::pool::Cost;
use std::fmt::Write;
use std::time::Duration;

/// The work on one database.
#[derive(Debug)]
pub struct Part {
    /// The database and its version.
    pub title: String,
    /// The libraries; the first is what the others are compared with.
    pub peers: Vec<&'static str>,
    /// What was measured.
    pub rows: Vec<Measured>,
}

/// How long the libraries took for the same work.
#[derive(Debug)]
pub struct Measured {
    /// The work.
    pub title: &'static str,
    /// The medians, in the order of the libraries; `None`: it cannot.
    pub times: Vec<Option<Duration>>,
}

impl Measured {
    /// How many times as long as by hand each library took, the hand itself left out.
    pub fn ratios(&self) -> impl Iterator<Item = Option<f64>> {
        let by_hand = self.times.first().copied().flatten();
        let ratio = move |time: &Option<Duration>| {
            Some(time.as_ref()?.as_secs_f64() / by_hand?.as_secs_f64())
        };
        self.times.iter().skip(1).map(ratio)
    }
}

impl Part {
    /// The milliseconds by hand, and the ratios of the others.
    pub fn markdown(&self) -> String {
        let mut table = format!("| {} | {}, ms |", self.title, self.peers[0]);
        for peer in &self.peers[1..] {
            let _ = write!(table, " {peer} |");
        }
        table.push_str("\n|:--|");
        table.push_str(&"--:|".repeat(self.peers.len()));
        for row in &self.rows {
            let by_hand = row.times[0].map_or("-".to_owned(), milliseconds);
            let _ = write!(table, "\n| {} | {by_hand} |", row.title);
            for ratio in row.ratios() {
                let ratio = ratio.map_or("-".to_owned(), |ratio| format!("{ratio:.2}"));
                let _ = write!(table, " {ratio} |");
            }
        }
        table.push('\n');
        table
    }
}

/// The pools, in microseconds.
pub fn pools(costs: &[Cost]) -> String {
    let mut table = "| an idle connection, µs | 1 task | processors | 64 tasks, 10 connections | \
         processors |\n|:--|--:|--:|--:|--:|"
        .to_owned();
    for cost in costs {
        let _ = write!(
            table,
            "\n| {} | {:.2} | {:.2} | {:.2} | {:.2} |",
            cost.name, cost.alone, cost.alone_processor, cost.together, cost.together_processor
        );
    }
    table.push('\n');
    table
}

/// Three digits or more.
fn milliseconds(time: Duration) -> String {
    let time = time.as_secs_f64() * 1e3;
    let digits = match time {
        ..1.0 => 3,
        ..10.0 => 2,
        ..100.0 => 1,
        _ => 0,
    };
    format!("{time:.digits$}")
}
