//! What is told while migrations run.

use crate::history::Direction;
use crate::source::Migration;
use std::time::Duration;

/// Whoever follows migrations while they run: a command line that draws, a log. Any closure
/// `Fn(&Event)` is one.
pub trait Observer: Send + Sync {
    /// Something happened. The run goes on when this gives back.
    fn event(&self, event: &Event<'_>);
}

impl<F: Fn(&Event<'_>) + Send + Sync> Observer for F {
    fn event(&self, event: &Event<'_>) {
        self(event);
    }
}

/// What happens while migrations run.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Event<'a> {
    /// Another process migrates the database.
    Waiting {
        /// Who it is.
        holder: &'a str,
        /// For how long that has been waited for.
        waited: Duration,
    },
    /// A migration begins.
    Started {
        /// Which.
        migration: &'a Migration,
        /// Whether it is applied or taken back.
        direction: Direction,
        /// Its number in this run, from 1.
        number: usize,
        /// How many there are in this run.
        of: usize,
        /// How many of its statements were done before.
        done: usize,
        /// Whether a newer one was applied before it.
        out_of_order: bool,
    },
    /// A statement is about to be sent.
    Statement {
        /// Its number in the migration, from 1.
        number: usize,
        /// How many the migration has.
        of: usize,
        /// Its text.
        sql: &'a str,
    },
    /// The statement is done; if it ran alone, that is not recorded yet.
    Ran {
        /// Its number in the migration, from 1.
        number: usize,
        /// How many the migration has.
        of: usize,
    },
    /// It is recorded that the statement is done: the migration would go on behind it.
    Recorded {
        /// Its number in the migration, from 1.
        number: usize,
        /// How many the migration has.
        of: usize,
    },
    /// A lock was not to be had; what waited for it is tried again.
    Retrying {
        /// The attempt that failed, from 1.
        attempt: u32,
        /// How many there are at most.
        of: u32,
        /// The pause before the next one.
        pause: Duration,
    },
    /// An index that an earlier attempt left invalid is dropped, to be built again.
    InvalidIndex {
        /// Its name.
        name: &'a str,
    },
    /// A batch of rows is done, and recorded.
    Batch {
        /// How many rows were changed so far, in all runs.
        rows: u64,
        /// How many rows the table has, by the database's estimate.
        estimate: Option<u64>,
    },
    /// The batches pause, because a replica is behind.
    Lagging {
        /// By how many bytes of the write-ahead log.
        bytes: u64,
    },
    /// A migration is done.
    Finished {
        /// Which.
        migration: &'a Migration,
        /// Whether it was applied or taken back.
        direction: Direction,
        /// How long it took, in this run.
        elapsed: Duration,
    },
}
