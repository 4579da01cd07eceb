//! What a connection remembers of requests that nobody waits for any more.

use super::connection::PgConnection;
use super::error::Cause;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};

/// The state that outlives a dropped future.
#[derive(Default)]
pub(super) struct State {
    /// A transaction was begun here, and its end was not sent yet.
    pub(super) open: AtomicBool,
    /// A statement of the transaction failed, or its result was never seen.
    pub(super) doubtful: AtomicBool,
    /// Diesel sent a text: the session may be in any state.
    pub(super) foreign: AtomicBool,
    /// What Diesel sent cannot be undone.
    pub(super) spoiled: AtomicBool,
    /// How many requests were given up before their end: the server may still be at them.
    abandoned: AtomicU32,
    /// How many of those the server is done with.
    done: AtomicU32,
    under_way: AtomicUsize,
    /// How many cursors the transaction has had. Their names begin again in the next one: the server's
    /// statistics (`pg_stat_statements`) keep a line for each text.
    pub(super) cursors: AtomicU32,
}

/// A request under way. Dropped before [`Request::end`], it counts as abandoned.
pub(super) struct Request<'a> {
    state: &'a State,
    /// How many requests had been abandoned when it was sent.
    before: u32,
    ended: bool,
}

impl PgConnection {
    /// Must be called before every request: rows of a stream that nobody takes would hold it up for
    /// ever, since the server answers in order.
    pub(super) fn request(&self) -> Request<'_> {
        self.state.under_way.fetch_add(1, Ordering::Relaxed);
        self.open_gates();
        Request {
            state: &self.state,
            before: self.state.abandoned.load(Ordering::Relaxed),
            ended: false,
        }
    }
}

impl Request<'_> {
    /// The server has answered, and thereby come to the end of all that was sent before.
    pub(super) fn end<T>(mut self, result: &Result<T, Cause>) {
        self.ended = true;
        self.state.done.fetch_max(self.before, Ordering::Relaxed);
        if let Err(cause) = result {
            self.state.refuse(cause.ends_session());
        }
    }

    /// Whether it is the only one: no other can come to stand behind it without opening the gates.
    pub(super) fn is_alone(&self) -> bool {
        self.state.under_way.load(Ordering::Relaxed) == 1
    }

    /// Dropped from here on, it does not count as abandoned: it is not to be canceled, or somebody
    /// else watches it.
    pub(super) fn let_go(&mut self) {
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
    /// A request has failed.
    pub(super) fn refuse(&self, ends_session: bool) {
        self.doubtful.store(true, Ordering::Relaxed);
        if ends_session {
            // The server closes the connection a moment later.
            self.spoiled.store(true, Ordering::Relaxed);
        }
    }

    pub(super) fn abandon(&self) {
        self.abandoned.fetch_add(1, Ordering::Relaxed);
        self.doubtful.store(true, Ordering::Relaxed);
    }

    /// Whether the server may still be at something that was abandoned.
    pub(super) fn has_abandoned(&self) -> bool {
        self.done.load(Ordering::Relaxed) < self.abandoned.load(Ordering::Relaxed)
    }

    /// Somebody takes care of all that was abandoned.
    pub(super) fn forget_abandoned(&self) {
        self.done.fetch_max(self.abandoned.load(Ordering::Relaxed), Ordering::Relaxed);
    }
}
