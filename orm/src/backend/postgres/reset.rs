//! What Diesel's statements leave behind in a session is undone before anybody else gets it.

use super::connection::PgConnection;
use super::diesel::DieselState;
use super::session;
use crate::backend::queue::{queue, queued};
use futures_util::FutureExt;
use std::pin::pin;
use std::sync::atomic::Ordering;

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
        let reset = async move { client.batch_execute(&session::reset()).await };
        // The task takes the answer, for whoever gets the connection next.
        self.resetting = Some(self.runtime.spawn(queued(reset.boxed())));
    }

    /// Puts a text in the connection's queue, before whatever is sent next.
    pub(super) fn send_later(&self, sql: &str) {
        let _ = queue(pin!(self.client.batch_execute(sql)));
    }
}

/// A semicolon inside a literal counts too: at worst, a connection is replaced that need not be.
fn changes_prepared(sql: &str) -> bool {
    let mut first_words = sql.split(';').filter_map(|part| part.split_whitespace().next());
    first_words.any(|word| ON_PREPARED.iter().any(|other| word.eq_ignore_ascii_case(other)))
}
