//! What bb8 is told of connections: how one is made, whether it is still good, and when its time is up.

use super::breaker::{self, Breaker};
use super::stats::{End, Tally};
use crate::dice;
use crate::error::{Error, Kind};
use bb8::ManageConnection;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Makes connections with `manager`, again and again until one is made.
pub(super) struct Keeper<M: ManageConnection> {
    manager: M,
    shared: Arc<Shared>,
    /// What the next call for a connection gives.
    ready: Mutex<Option<Box<Kept<M::Connection>>>>,
}

/// What the pool and its keeper share.
pub(super) struct Shared {
    pub(super) breaker: Breaker,
    pub(super) tally: Tally,
    max_lifetime: Option<Duration>,
    /// Connections of an earlier one lead to a server that is no longer the right one.
    generation: AtomicU64,
    forgotten: Mutex<Option<Instant>>,
}

/// How often all connections are made anew, at most: where writes are refused for another reason, this
/// would be in vain each time.
const FORGETTING: Duration = Duration::from_secs(1);

/// A connection in the pool.
pub(super) struct Kept<C> {
    pub(super) connection: C,
    generation: u64,
    expires: Option<Instant>,
    /// Why it is closed, once that is known.
    end: Option<End>,
    pub(super) shared: Arc<Shared>,
}

impl Shared {
    pub(super) fn new(breaker: Breaker, tally: Tally, max_lifetime: Option<Duration>) -> Self {
        let (generation, forgotten) = (AtomicU64::new(0), Mutex::default());
        Shared { breaker, tally, max_lifetime, generation, forgotten }
    }

    /// No connection that was made until now is used again.
    pub(super) fn forget_all(&self) {
        let mut last = self.forgotten.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_none_or(|last| last.elapsed() >= FORGETTING) {
            *last = Some(Instant::now());
            self.generation.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Why a connection is not to be used again, if it is not.
    fn end<C>(&self, kept: &Kept<C>) -> Option<End> {
        if self.breaker.has_ended() {
            return Some(End::Ended);
        }
        if kept.generation != self.generation.load(Ordering::Relaxed) {
            return Some(End::Demoted);
        }
        kept.expires.filter(|expires| *expires <= Instant::now()).map(|_| End::Expired)
    }
}

impl<M: ManageConnection<Error = Error>> Keeper<M> {
    pub(super) fn new(manager: M, shared: Arc<Shared>) -> Self {
        Keeper { manager, shared, ready: Mutex::default() }
    }

    /// Keeps a connection for the next call for one; gives what was kept before.
    pub(super) fn keep_ready(
        &mut self,
        connection: Box<Kept<M::Connection>>,
    ) -> Option<Box<Kept<M::Connection>>> {
        self.ready.get_mut().unwrap_or_else(PoisonError::into_inner).replace(connection)
    }

    /// One attempt.
    pub(super) async fn attempt(&self) -> Result<Box<Kept<M::Connection>>, Error> {
        let shared = &self.shared;
        let began = Instant::now();
        let generation = shared.generation.load(Ordering::Relaxed);
        let connection = self.manager.connect().await.inspect_err(|error| {
            shared.tally.failed_to_make();
            shared.breaker.failed(began, error.again(), shared.tally.alive());
        })?;
        if shared.breaker.has_ended() {
            return Err(breaker::ended());
        }
        shared.breaker.succeeded();
        shared.tally.made(began.elapsed());
        let expires = shared.max_lifetime.map(|lifetime| Instant::now() + jittered(lifetime));
        let shared = shared.clone();
        Ok(Box::new(Kept { connection, generation, expires, end: None, shared }))
    }
}

impl<M: ManageConnection<Error = Error>> ManageConnection for Keeper<M> {
    /// In a box: it is moved with each acquisition, and through the futures of statements.
    type Connection = Box<Kept<M::Connection>>;
    type Error = Error;

    /// Fails only when the pool has ended: those who wait for a connection ask the breaker how long.
    async fn connect(&self) -> Result<Self::Connection, Error> {
        let ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(ready) = ready {
            return Ok(ready);
        }
        loop {
            let _turn = self.shared.breaker.attempt().await?;
            if let Ok(kept) = self.attempt().await {
                return Ok(kept);
            }
        }
    }

    async fn is_valid(&self, kept: &mut Self::Connection) -> Result<(), Error> {
        kept.end = self.shared.end(kept);
        if kept.end.is_some() {
            return Err(Error::new(Kind::ConnectionLost, "the connection's time is up"));
        }
        // Until the answer comes; whoever stops waiting for it leaves the connection as it was.
        let valid = self.manager.is_valid(&mut kept.connection).await;
        if valid.is_err() {
            kept.end = Some(End::Broken);
        }
        valid
    }

    fn has_broken(&self, kept: &mut Self::Connection) -> bool {
        if self.manager.has_broken(&mut kept.connection) {
            kept.end = Some(End::Broken);
        } else if kept.end.is_none() {
            kept.end = self.shared.end(kept);
        }
        kept.end.is_some()
    }
}

impl<C> Drop for Kept<C> {
    fn drop(&mut self) {
        // bb8 says nothing of those that it closes by itself.
        let is_old = || self.expires.is_some_and(|expires| expires <= Instant::now());
        let by_itself = if is_old() { End::Expired } else { End::Idle };
        self.shared.tally.closed(self.end.unwrap_or(by_itself));
    }
}

/// A lifetime that is up to a tenth shorter: connections that were made together are not all closed
/// together.
fn jittered(lifetime: Duration) -> Duration {
    lifetime.mul_f64(1.0 - 0.1 * dice::part())
}
