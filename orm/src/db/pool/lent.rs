//! A connection that somebody uses, until it is dropped.

use super::keeper::Keeper;
use super::leak::Watch;
use super::queue::Ticket;
use bb8::{ManageConnection, PooledConnection};
use std::ops::{Deref, DerefMut};
use std::time::Instant;
use tokio::runtime::Handle;

/// A connection of the pool, which goes back when it is dropped.
pub(crate) struct Lent<M: ManageConnection<Error = crate::Error>> {
    /// `None` only while it is being dropped.
    connection: Option<PooledConnection<'static, Keeper<M>>>,
    since: Instant,
    runtime: Handle,
    /// Reports it if it is held for too long.
    _watch: Option<Watch>,
    /// The next one's turn comes after the connection is back.
    _ticket: Ticket,
}

impl<M: ManageConnection<Error = crate::Error>> Lent<M> {
    pub(super) fn new(
        connection: PooledConnection<'static, Keeper<M>>,
        ticket: Ticket,
        runtime: Handle,
        watch: Option<Watch>,
    ) -> Self {
        Lent {
            connection: Some(connection),
            since: Instant::now(),
            runtime,
            _watch: watch,
            _ticket: ticket,
        }
    }
}

impl<M: ManageConnection<Error = crate::Error>> Lent<M> {
    /// Since when it is used.
    pub(super) fn since(&self) -> Instant {
        self.since
    }
}

const HELD: &str = "the connection is there until the value is dropped";

impl<M: ManageConnection<Error = crate::Error>> Deref for Lent<M> {
    type Target = M::Connection;

    fn deref(&self) -> &M::Connection {
        &self.connection.as_ref().expect(HELD).connection
    }
}

impl<M: ManageConnection<Error = crate::Error>> DerefMut for Lent<M> {
    fn deref_mut(&mut self) -> &mut M::Connection {
        &mut self.connection.as_mut().expect(HELD).connection
    }
}

impl<M: ManageConnection<Error = crate::Error>> Drop for Lent<M> {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        connection.shared.tally.given_back(self.since.elapsed());
        // In the place of one that is closed bb8 may make another one, in a task; a connection can be
        // dropped outside of any runtime.
        let _entered = Handle::try_current().is_err().then(|| self.runtime.enter());
        drop(connection);
    }
}
