//! A pool: bb8, which keeps the connections, behind a queue and a circuit breaker.
//!
//! ```text
//! acquire -> ticket (queue) -> bb8: an idle connection, or a task that makes one (keeper) -> lent
//!                   \___________________ refused by the breaker _______________________/
//! ```

use super::breaker::Breaker;
#[cfg(feature = "postgres")]
use super::breaker::ended;
use super::keeper::{Keeper, Shared};
use super::leak::Watch;
use super::lent::Lent;
use super::meter::Meter;
use super::queue::{Full, Queue, Ticket};
use super::stats::{PoolStats, Tally};
use crate::db::config::Settings;
use crate::error::{Error, Kind};
use bb8::{ManageConnection, Pool, QueueStrategy, RunError};
use futures_util::{FutureExt, poll};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::runtime::Handle;

/// How long bb8 waits before it looks again; longer than the check of a connection takes. The queue has
/// the only timeout that callers see.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

/// How often bb8 looks for connections whose time is up, at least.
const REAPING: Duration = Duration::from_secs(30);

/// The connections to one database.
pub(in crate::db) struct Connections<M: ManageConnection<Error = Error>> {
    pool: Pool<Keeper<M>>,
    shared: Arc<Shared>,
    queue: Queue,
    leak_threshold: Option<Duration>,
    runtime: Handle,
}

impl<M: ManageConnection<Error = Error>> Connections<M> {
    /// Makes a first connection, which shows at once whether the settings are right, and a pool of it.
    ///
    /// # Errors
    /// If that connection cannot be made.
    pub(super) async fn open(name: &str, manager: M, settings: &Settings) -> Result<Self, Error> {
        let max = settings.max_connections;
        let meter = Meter::new(name, max);
        let shared = Arc::new(Shared::new(
            Breaker::new(settings.circuit_breaker),
            Tally::new(meter.clone()),
            settings.max_lifetime,
        ));
        let mut keeper = Keeper::new(manager, shared.clone());
        let first = keeper.attempt().await?;
        // Where some are kept ready, bb8 asks for them at once, and there may be no room for one more.
        let kept = settings.min_connections.min(max);
        let first = if kept == 0 { Some(first) } else { keeper.keep_ready(first) };
        let times = settings.idle_timeout.into_iter().chain(settings.max_lifetime);
        let reaping = times.map(|time| time / 2).fold(REAPING, Duration::min);
        let pool = Pool::builder()
            .max_size(max)
            .min_idle(kept)
            .queue_strategy(QueueStrategy::Lifo)
            .connection_timeout(LOOK_AGAIN)
            .reaper_rate(reaping)
            .retry_connection(false)
            .idle_timeout(settings.idle_timeout)
            .max_lifetime(settings.max_lifetime)
            .build_unchecked(keeper);
        if let Some(first) = first {
            let added = pool.add(first);
            debug_assert!(added.is_ok(), "a new pool has room");
        }
        Ok(Connections {
            pool,
            shared,
            queue: Queue::new(max, settings.max_waiting, meter),
            leak_threshold: settings.leak_threshold,
            runtime: Handle::current(),
        })
    }

    /// A connection, when it is the caller's turn.
    ///
    /// # Errors
    /// If there is none within `timeout`, too many wait already, no connection can be made, or the pool
    /// is closed.
    pub(super) async fn acquire(&self, timeout: Duration) -> Result<Lent<M>, Error> {
        let start = Instant::now();
        let mut turn = pin!(self.acquire_in_turn());
        // A connection that is idle is there at once, and needs no timer.
        let acquired = match poll!(turn.as_mut()) {
            Poll::Ready(acquired) => Ok(acquired),
            Poll::Pending => tokio::time::timeout(timeout, turn).await,
        };
        match acquired {
            Ok(Ok(lent)) => {
                self.shared.tally.acquired(lent.since().duration_since(start));
                Ok(lent)
            }
            Ok(Err(error)) => {
                self.shared.tally.refused();
                Err(error)
            }
            Err(_) => {
                self.shared.tally.timed_out();
                // If connections could not be made meanwhile, that is why.
                let failure = self.shared.breaker.failure_since(start);
                Err(failure.unwrap_or_else(|| exhausted(timeout)))
            }
        }
    }

    async fn acquire_in_turn(&self) -> Result<Lent<M>, Error> {
        let ticket = self.ticket().await?;
        let connection = loop {
            tokio::select! {
                biased;
                connection = self.pool.get_owned() => match connection {
                    Ok(connection) => break connection,
                    Err(RunError::User(error)) => return Err(error),
                    // Two connections that come back in the moment in which two callers begin to wait
                    // wake only one of them (bb8's `Notify` keeps one word). The other looks again.
                    Err(RunError::TimedOut) => {}
                },
                error = self.shared.breaker.refused() => return Err(error),
            }
        };
        let watch = self.leak_threshold.map(|threshold| Watch::start(&self.runtime, threshold));
        Ok(Lent::new(connection, ticket, self.runtime.clone(), watch))
    }

    async fn ticket(&self) -> Result<Ticket, Error> {
        let breaker = &self.shared.breaker;
        if let Some(error) = breaker.refusal() {
            return Err(error);
        }
        if let Some(ticket) = self.queue.try_enter() {
            return Ok(ticket);
        }
        tokio::select! {
            biased;
            ticket = self.queue.enter() => ticket.map_err(|Full| overloaded(self.queue.waiting())),
            error = breaker.refused() => Err(error),
        }
    }

    /// # Errors
    /// If the pool is closed.
    #[cfg(feature = "postgres")]
    pub(super) fn check_open(&self) -> Result<(), Error> {
        if self.shared.breaker.has_ended() { Err(ended()) } else { Ok(()) }
    }

    /// No connection that was made until now is used again.
    #[cfg_attr(not(feature = "postgres"), allow(dead_code))]
    pub(super) fn forget_all(&self) {
        self.shared.forget_all();
    }

    /// Gives nobody a connection any more, and waits until all are back.
    ///
    /// # Errors
    /// If that takes longer than `timeout`; those that are still used are closed when they come back.
    pub(super) async fn close(&self, timeout: Duration) -> Result<(), Error> {
        self.shared.breaker.end();
        let drained = tokio::time::timeout(timeout, self.queue.drained()).await;
        // All idle ones are found to be of no more use, and closed, before this would wait.
        let none = self.pool.get_owned().now_or_never();
        debug_assert!(none.is_none(), "a closed pool has no connection");
        drained.map_err(|_| {
            let count = self.pool.state().connections;
            Error::new(
                Kind::Timeout,
                format!("connections of the closed pool still used after {timeout:?}: {count}"),
            )
        })
    }

    pub(super) fn stats(&self) -> PoolStats {
        let idle = self.pool.state().idle_connections;
        self.shared.tally.snapshot(self.queue.size(), idle, self.queue.waiting())
    }
}

impl<M: ManageConnection<Error = Error>> Drop for Connections<M> {
    /// Whoever is making a connection stops trying.
    fn drop(&mut self) {
        self.shared.breaker.end();
    }
}

fn exhausted(timeout: Duration) -> Error {
    Error::new(
        Kind::PoolExhausted,
        format!(
            "no connection of the pool came free within {timeout:?}; \
             inside a transaction, statements go through its handle"
        ),
    )
}

fn overloaded(waiting: u32) -> Error {
    Error::new(
        Kind::PoolOverloaded,
        format!("{waiting} tasks wait for a connection of the pool already"),
    )
}
