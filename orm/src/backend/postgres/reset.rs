//! What Diesel's statements leave behind in a session is undone before anybody else gets it.

use super::connection::PgConnection;
use super::diesel::DieselState;
use super::session;
use std::pin::pin;
use std::sync::atomic::Ordering;
use std::task::{Context, Waker};

/// The statements with which a session's prepared statements come and go.
const ON_PREPARED: [&str; 3] = ["PREPARE", "DEALLOCATE", "DISCARD"];

impl PgConnection {
    /// To be called before a text is sent that may do anything to the session: Diesel's, or one that
    /// was written by hand.
    pub(crate) fn note_foreign(&self, sql: &str) {
        self.state.foreign.store(true, Ordering::Relaxed);
        if changes_prepared(sql) {
            self.state.spoiled.store(true, Ordering::Relaxed);
        }
    }

    /// Whether the session's prepared statements are others than we and tokio-postgres know of, so
    /// that nobody else can use it.
    pub(crate) fn is_spoiled(&self) -> bool {
        self.state.spoiled.load(Ordering::Relaxed)
    }

    /// Puts in the connection's queue what makes the session as good as new, before whatever is sent
    /// next; [`PgConnection::ready`] waits for the answer.
    pub(super) fn reset_later(&mut self) {
        self.diesel = DieselState::default();
        self.cache.restore_capacity();
        // ROLLBACK without a transaction is a warning in the server's log, and so is BEGIN inside one:
        // one that Diesel left open is the exception.
        self.send_later("BEGIN");
        let client = self.client.clone();
        let mut reset = Box::pin(async move { client.batch_execute(&session::reset()).await });
        // As in `send_later`. The task takes the answer, for whoever gets the connection next.
        if reset.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
            self.resetting = Some(self.runtime.spawn(reset));
        }
    }

    /// Puts a text in the connection's queue, before whatever is sent next.
    pub(super) fn send_later(&self, sql: &str) {
        let mut sent = pin!(self.client.batch_execute(sql));
        // The first poll queues it (`InnerClient::send`); the connection's task sends it, and takes
        // the answer though nobody waits for it (`Connection::poll_read`). Ready means closed.
        let _ = sent.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    }
}

/// A semicolon inside a literal counts too: at worst, a connection is replaced that need not be.
fn changes_prepared(sql: &str) -> bool {
    let mut first_words = sql.split(';').filter_map(|part| part.split_whitespace().next());
    first_words.any(|word| ON_PREPARED.iter().any(|other| word.eq_ignore_ascii_case(other)))
}
