//! What a pool counts, and the snapshot of it.

use super::histogram::{Histogram, Recorder};
use super::meter::Meter;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

/// What a pool is doing, and what it has done since it was opened: a snapshot, by
/// [`Db::pool_stats`](crate::Db::pool_stats).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolStats {
    /// The most connections that it may have.
    pub max_connections: u32,
    /// The connections that it has.
    pub connections: u32,
    /// Those of them that nobody uses.
    pub idle: u32,
    /// Those of them that somebody uses.
    pub in_use: u32,
    /// How many wait for a connection.
    pub waiting: u32,
    /// How often somebody got one.
    pub acquired: u64,
    /// How often somebody waited for the whole acquire timeout and got none.
    pub timed_out: u64,
    /// How often somebody was refused at once: too many were waiting, no connection could be made, or the
    /// pool was closed.
    pub refused: u64,
    /// How many connections were made.
    pub created: u64,
    /// How many attempts to make one have failed.
    pub failed_attempts: u64,
    /// How many connections were closed, and why.
    pub closed: PoolClosed,
    /// From asking for a connection to having it, of those who got one.
    pub acquire_time: Histogram,
    /// From having a connection to giving it back.
    pub use_time: Histogram,
    /// How long the making of a connection took, of those that were made.
    pub connect_time: Histogram,
}

/// Why the connections of a pool were closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct PoolClosed {
    /// The connection broke, or could not be made fit for another user.
    pub broken: u64,
    /// The server turned out to be read-only, and the pool asks for one that is not.
    pub demoted: u64,
    /// Its age was beyond `max_lifetime`.
    pub expired: u64,
    /// Nobody used it for longer than `idle_timeout`.
    pub idle: u64,
    /// The pool was closed.
    pub ended: u64,
}

/// Why a connection is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Broken,
    Demoted,
    Expired,
    Idle,
    Ended,
}

/// The counters of a pool.
pub(super) struct Tally {
    alive: AtomicU32,
    timed_out: AtomicU64,
    refused: AtomicU64,
    failed_attempts: AtomicU64,
    closed: [AtomicU64; 5],
    acquire_time: Recorder,
    use_time: Recorder,
    connect_time: Recorder,
    pub(super) meter: Meter,
}

impl Tally {
    pub(super) fn new(meter: Meter) -> Self {
        Tally {
            alive: AtomicU32::new(0),
            timed_out: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            failed_attempts: AtomicU64::new(0),
            closed: Default::default(),
            acquire_time: Recorder::default(),
            use_time: Recorder::default(),
            connect_time: Recorder::default(),
            meter,
        }
    }

    /// How many connections there are.
    pub(super) fn alive(&self) -> u32 {
        self.alive.load(Ordering::Relaxed)
    }

    pub(super) fn made(&self, took: Duration) {
        self.alive.fetch_add(1, Ordering::Relaxed);
        self.connect_time.record(took);
        self.meter.made(took);
    }

    pub(super) fn failed_to_make(&self) {
        self.failed_attempts.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn closed(&self, end: End) {
        self.alive.fetch_sub(1, Ordering::Relaxed);
        self.closed[end as usize].fetch_add(1, Ordering::Relaxed);
        self.meter.closed();
    }

    pub(super) fn acquired(&self, took: Duration) {
        self.acquire_time.record(took);
        self.meter.acquired(took);
    }

    pub(super) fn given_back(&self, took: Duration) {
        self.use_time.record(took);
        self.meter.given_back(took);
    }

    pub(super) fn timed_out(&self) {
        self.timed_out.fetch_add(1, Ordering::Relaxed);
        self.meter.timed_out();
    }

    pub(super) fn refused(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    /// `idle`: how many of the connections nobody uses.
    pub(super) fn snapshot(&self, max_connections: u32, idle: u32, waiting: u32) -> PoolStats {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let closed = |end: End| count(&self.closed[end as usize]);
        let (acquire_time, connect_time) =
            (self.acquire_time.snapshot(), self.connect_time.snapshot());
        let connections = self.alive();
        PoolStats {
            max_connections,
            connections,
            idle: idle.min(connections),
            in_use: connections.saturating_sub(idle),
            waiting,
            acquired: acquire_time.count(),
            timed_out: count(&self.timed_out),
            refused: count(&self.refused),
            created: connect_time.count(),
            failed_attempts: count(&self.failed_attempts),
            closed: PoolClosed {
                broken: closed(End::Broken),
                demoted: closed(End::Demoted),
                expired: closed(End::Expired),
                idle: closed(End::Idle),
                ended: closed(End::Ended),
            },
            acquire_time,
            use_time: self.use_time.snapshot(),
            connect_time,
        }
    }
}

impl PoolStats {
    /// Of a pool that is not open.
    #[cfg(feature = "directory")]
    pub(super) fn unopened(max_connections: u32) -> PoolStats {
        let none = Recorder::default().snapshot();
        PoolStats {
            max_connections,
            connections: 0,
            idle: 0,
            in_use: 0,
            waiting: 0,
            acquired: 0,
            timed_out: 0,
            refused: 0,
            created: 0,
            failed_attempts: 0,
            closed: PoolClosed { broken: 0, demoted: 0, expired: 0, idle: 0, ended: 0 },
            acquire_time: none,
            use_time: none,
            connect_time: none,
        }
    }

    /// Both pools together.
    #[cfg(feature = "sqlite")]
    pub(super) fn and(self, other: PoolStats) -> PoolStats {
        PoolStats {
            max_connections: self.max_connections + other.max_connections,
            connections: self.connections + other.connections,
            idle: self.idle + other.idle,
            in_use: self.in_use + other.in_use,
            waiting: self.waiting + other.waiting,
            acquired: self.acquired + other.acquired,
            timed_out: self.timed_out + other.timed_out,
            refused: self.refused + other.refused,
            created: self.created + other.created,
            failed_attempts: self.failed_attempts + other.failed_attempts,
            closed: PoolClosed {
                broken: self.closed.broken + other.closed.broken,
                demoted: self.closed.demoted + other.closed.demoted,
                expired: self.closed.expired + other.closed.expired,
                idle: self.closed.idle + other.closed.idle,
                ended: self.closed.ended + other.closed.ended,
            },
            acquire_time: self.acquire_time.and(other.acquire_time),
            use_time: self.use_time.and(other.use_time),
            connect_time: self.connect_time.and(other.connect_time),
        }
    }
}
