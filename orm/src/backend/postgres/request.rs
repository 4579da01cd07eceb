//! What a connection remembers of requests that nobody waits for any more.

use super::connection::PgConnection;
use super::error::Cause;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// The state that outlives a dropped future.
#[derive(Default)]
pub(super) struct State {
    /// A transaction was begun here, and its end was not sent yet.
    pub(super) open: AtomicBool,
    /// A statement of the transaction failed, or its result was never seen.
    pub(super) doubtful: AtomicBool,
    /// A request was given up before its end: the server may still be at it.
    pub(super) abandoned: AtomicBool,
    under_way: AtomicUsize,
}

/// A request under way. Dropped before [`Request::end`], it counts as abandoned.
pub(super) struct Request<'a> {
    state: &'a State,
    ended: bool,
}

impl PgConnection {
    /// Must be called before every request: rows of a stream that nobody takes would hold it up for
    /// ever, since the server answers in order.
    pub(super) fn request(&self) -> Request<'_> {
        self.state.under_way.fetch_add(1, Ordering::Relaxed);
        self.open_gates();
        Request { state: &self.state, ended: false }
    }
}

impl Request<'_> {
    /// The server has answered.
    pub(super) fn end<T>(mut self, result: &Result<T, Cause>) {
        self.ended = true;
        if result.is_err() {
            self.state.doubtful.store(true, Ordering::Relaxed);
        }
    }

    /// Whether it is the only one: no other can come to stand behind it without opening the gates.
    pub(super) fn is_alone(&self) -> bool {
        self.state.under_way.load(Ordering::Relaxed) == 1
    }

    /// From here on, somebody else watches the request.
    pub(super) fn hand_over(mut self) {
        self.ended = true;
    }
}

impl Drop for Request<'_> {
    fn drop(&mut self) {
        self.state.under_way.fetch_sub(1, Ordering::Relaxed);
        if !self.ended {
            self.state.abandon();
        }
    }
}

impl State {
    pub(super) fn abandon(&self) {
        self.abandoned.store(true, Ordering::Relaxed);
        self.doubtful.store(true, Ordering::Relaxed);
    }
}
