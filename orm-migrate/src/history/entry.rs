//! A row of the history.

use crate::error::Error;
use chrono::{DateTime, Utc};
use serde::Serialize;

/// What was done, by whom, and how it went: a row of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Entry {
    /// Its number, in the order of what was done.
    pub number: i64,
    /// The migration's id.
    pub id: String,
    /// SHA-256 of the files that were run.
    pub checksum: String,
    /// Whether it was applied or taken back.
    pub direction: Direction,
    /// How it went.
    pub state: State,
    /// How many of its statements are done.
    pub step_done: usize,
    /// How many it has.
    pub step_total: usize,
    /// Whether it ran in one transaction.
    pub transactional: bool,
    /// Whether a newer one had been applied before it.
    pub out_of_order: bool,
    /// When it began, by the clock of whoever ran it.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<i64>,
    /// Who ran it: host, process and program.
    pub runner: String,
    /// What went wrong.
    pub error: Option<String>,
    /// The version of this library.
    pub tool_version: String,
}

/// Which way a migration was run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// It was applied.
    Up,
    /// It was taken back.
    Down,
    /// Neither: its row was corrected.
    Repair,
}

/// How running a migration went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It runs, or whoever ran it was killed.
    Running,
    /// It is done.
    Applied,
    /// A statement failed.
    Failed,
    /// It was applied, and taken back since.
    Reverted,
    /// It was recorded without being run.
    Baselined,
}

impl Direction {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Direction::Up => "up",
            Direction::Down => "down",
            Direction::Repair => "repair",
        }
    }
}

impl State {
    const ALL: [State; 5] =
        [State::Running, State::Applied, State::Failed, State::Reverted, State::Baselined];

    pub(crate) fn name(self) -> &'static str {
        match self {
            State::Running => "running",
            State::Applied => "applied",
            State::Failed => "failed",
            State::Reverted => "reverted",
            State::Baselined => "baselined",
        }
    }
}

/// The columns, in the order in which they are read.
pub(super) type Read = (
    (i64, String, String, String, String, String),
    (i64, i64, bool, bool, DateTime<Utc>, Option<DateTime<Utc>>),
    (Option<i64>, String, Option<String>, String),
);

impl Entry {
    pub(super) fn of(row: Read) -> Result<Entry, Error> {
        let (
            (number, version, name, checksum, direction, state),
            (step_done, step_total, transactional, out_of_order, started_at, finished_at),
            (duration_ms, runner, error, tool_version),
        ) = row;
        let unknown = |what: &str| {
            Error::input(format!("the history has `{what}`, which a newer version may know"))
        };
        let directions = [Direction::Up, Direction::Down, Direction::Repair];
        let direction = directions.into_iter().find(|known| known.name() == direction);
        let known = State::ALL.into_iter().find(|known| known.name() == state);
        let count = |count: i64| usize::try_from(count).unwrap_or(0);
        Ok(Entry {
            number,
            id: format!("{version}_{name}"),
            checksum,
            direction: direction.ok_or_else(|| unknown("direction"))?,
            state: known.ok_or_else(|| unknown(&state))?,
            step_done: count(step_done),
            step_total: count(step_total),
            transactional,
            out_of_order,
            started_at,
            finished_at,
            duration_ms,
            runner,
            error,
            tool_version,
        })
    }
}
