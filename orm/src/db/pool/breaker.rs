//! A circuit breaker: while no connection can be made, nobody waits for one, and one attempt at a time
//! finds out when that is over.
//!
//! ```text
//!          an attempt fails                 250 ms later none has succeeded, and
//!          (others are tried)               no connection is left
//! closed ---------------------> troubled -----------------------------------------> open
//!    ^                             |                                                  |
//!    +-----------------------------+--------------------------------------------------+
//!                              an attempt succeeds
//! ```

use crate::db::backoff;
use crate::error::{Error, Kind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, MutexGuard, watch};

/// How long callers wait while attempts fail, before they are refused.
const PATIENCE: Duration = Duration::from_millis(250);

/// The longest pause between two attempts. A server that comes back is noticed within it.
pub(in crate::db) const LONGEST_PAUSE: Duration = Duration::from_millis(400);

pub(super) struct Breaker {
    /// Whether callers are ever refused.
    refuses: bool,
    /// Whether `state` is worth a look: what every acquisition asks.
    troubled: AtomicBool,
    state: watch::Sender<State>,
    /// Held by whoever makes an attempt while it is troubled.
    turn: Mutex<()>,
}

#[derive(Default)]
struct State {
    /// How many attempts have failed since the last one that succeeded.
    failures: u32,
    /// When the first of them began.
    since: Option<Instant>,
    last: Option<(Instant, Error)>,
    open: bool,
    /// The pool takes nobody any more.
    ended: bool,
}

impl Breaker {
    pub(super) fn new(refuses: bool) -> Self {
        Breaker {
            refuses,
            troubled: AtomicBool::new(false),
            state: watch::Sender::new(State::default()),
            turn: Mutex::new(()),
        }
    }

    /// Why nobody gets a connection now, if that is so.
    pub(super) fn refusal(&self) -> Option<Error> {
        if !self.troubled.load(Ordering::Relaxed) {
            return None;
        }
        self.state.borrow().refusal()
    }

    /// Waits until nobody gets a connection any more; gives the reason.
    pub(super) async fn refused(&self) -> Error {
        let mut states = self.state.subscribe();
        let state = states.wait_for(|state| state.refusal().is_some()).await;
        let error = state.ok().and_then(|state| state.refusal());
        error.expect("the sender is ours, and the condition was just met")
    }

    /// The last failure of an attempt, if there was one since then.
    pub(super) fn failure_since(&self, start: Instant) -> Option<Error> {
        let state = self.state.borrow();
        let (_, error) = state.last.as_ref().filter(|(at, _)| *at >= start)?;
        Some(error.again())
    }

    /// Waits until an attempt may be made: at once while all is well, else one at a time, after a pause.
    ///
    /// # Errors
    /// If the pool has ended.
    pub(super) async fn attempt(&self) -> Result<Option<MutexGuard<'_, ()>>, Error> {
        if !self.troubled.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let turn = self.turn.lock().await;
        let mut states = self.state.subscribe();
        let due = {
            let state = states.borrow_and_update();
            if state.ended {
                return Err(ended());
            }
            // Somebody else has succeeded meanwhile.
            let Some((at, _)) = state.last.as_ref().filter(|_| state.failures > 0) else {
                return Ok(None);
            };
            *at + backoff::pause(state.failures, LONGEST_PAUSE)
        };
        tokio::select! {
            () = tokio::time::sleep_until(due.into()) => Ok(Some(turn)),
            _ = states.wait_for(|state| state.ended) => Err(ended()),
        }
    }

    /// An attempt that began then has failed; `alive` is how many connections there are.
    pub(super) fn failed(&self, began: Instant, error: Error, alive: u32) {
        self.change(|state| {
            let since = *state.since.get_or_insert(began);
            state.failures = state.failures.saturating_add(1);
            state.last = Some((Instant::now(), error));
            // Those who wait may still get one of the connections that there are.
            state.open = self.refuses && alive == 0 && since.elapsed() >= PATIENCE;
        });
    }

    /// An attempt has succeeded.
    pub(super) fn succeeded(&self) {
        if !self.troubled.load(Ordering::Relaxed) {
            return;
        }
        self.change(|state| {
            *state = State { last: state.last.take(), ended: state.ended, ..State::default() };
        });
    }

    /// Nobody gets a connection any more, and none is made.
    pub(super) fn end(&self) {
        self.change(|state| state.ended = true);
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        self.state.send_modify(|state| {
            change(state);
            // While the state is locked: of two changes, the later one says whether it is troubled.
            self.troubled.store(state.ended || state.failures > 0, Ordering::Relaxed);
        });
    }

    pub(super) fn has_ended(&self) -> bool {
        self.troubled.load(Ordering::Relaxed) && self.state.borrow().ended
    }
}

impl State {
    fn refusal(&self) -> Option<Error> {
        if self.ended {
            return Some(ended());
        }
        let (_, error) = self.last.as_ref().filter(|_| self.open)?;
        Some(error.again())
    }
}

pub(super) fn ended() -> Error {
    Error::new(Kind::PoolClosed, "the pool is closed")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error() -> Error {
        Error::new(Kind::Connect, "no")
    }

    fn long_ago() -> Instant {
        Instant::now().checked_sub(PATIENCE).expect("the clock is not at its beginning")
    }

    #[test]
    fn it_opens_when_nothing_is_left_to_wait_for() {
        let breaker = Breaker::new(true);
        assert!(breaker.refusal().is_none());
        breaker.failed(Instant::now(), error(), 0);
        assert!(breaker.refusal().is_none(), "others are tried first");
        breaker.succeeded();
        breaker.failed(long_ago(), error(), 1);
        assert!(breaker.refusal().is_none(), "a connection is left");
        breaker.failed(Instant::now(), error(), 0);
        assert!(breaker.refusal().unwrap().is_connection_lost());
        breaker.succeeded();
        assert!(breaker.refusal().is_none());
    }

    #[test]
    fn it_can_be_turned_off() {
        let breaker = Breaker::new(false);
        breaker.failed(long_ago(), error(), 0);
        assert!(breaker.refusal().is_none());
        assert!(breaker.failure_since(long_ago()).is_some());
    }

    #[tokio::test]
    async fn one_attempt_at_a_time() {
        let breaker = Breaker::new(true);
        assert!(breaker.attempt().await.unwrap().is_none(), "all is well");
        breaker.failed(Instant::now(), error(), 0);
        let turn = breaker.attempt().await.unwrap();
        assert!(turn.is_some());
        assert!(futures_util::poll!(std::pin::pin!(breaker.attempt())).is_pending());
        breaker.succeeded();
        drop(turn);
        assert!(breaker.attempt().await.unwrap().is_none());
    }

    #[tokio::test]
    async fn an_end_is_told_to_all() {
        let breaker = Breaker::new(true);
        breaker.failed(Instant::now(), error(), 0);
        let (refused, attempt, ()) =
            tokio::join!(breaker.refused(), breaker.attempt(), async { breaker.end() });
        assert!(refused.is_pool_closed());
        assert!(attempt.unwrap_err().is_pool_closed());
        breaker.succeeded();
        assert!(breaker.refusal().unwrap().is_pool_closed(), "it stays closed");
    }
}
