//! Where a tenant's handle sends its statements: one place for good, or where a directory says.

use crate::db::Db;
use crate::directory::Placed;
use crate::error::Error;
use crate::scope::Reach;
use std::sync::OnceLock;
use std::time::Duration;

/// A place, and behind it those that the tenant was moved to since. They stay as long as the handle, so
/// that what borrows them may; a tenant is not moved often.
pub(super) struct Seat {
    pub(super) db: Db,
    pub(super) reach: Reach,
    /// The time of the handle's own, if it has one.
    timeout: Option<Option<Duration>>,
    next: OnceLock<Box<Seat>>,
}

impl Seat {
    pub(super) fn new(db: Db, reach: Reach) -> Self {
        Seat { db, reach, timeout: None, next: OnceLock::new() }
    }

    /// The place where the tenant is now: to be asked once a statement, whose text depends on it.
    pub(super) fn now(&self) -> &Seat {
        let mut seat = self;
        while let Some(next) = seat.next.get() {
            seat = next;
        }
        let Some(live) = seat.reach.live() else { return seat };
        let placed = live.placed();
        while seat.reach.place_number() < placed.number {
            seat = seat.next.get_or_init(|| Box::new(seat.moved(&placed)));
        }
        seat
    }

    /// Whether this error of a begin in a place means that the tenant has left it: nothing was begun there.
    pub(super) fn has_left(&self, place: &Seat, error: &Error) -> bool {
        error.is_tenant_unready() && !std::ptr::eq(self.now(), place)
    }

    fn moved(&self, placed: &Placed) -> Seat {
        let db = match self.timeout {
            None => placed.db.clone(),
            Some(timeout) => placed.db.with_query_timeout(timeout),
        };
        Seat { timeout: self.timeout, ..Seat::new(db, self.reach.placed(placed)) }
    }

    pub(super) fn with_query_timeout(&self, timeout: Option<Duration>) -> Seat {
        let now = self.now();
        let db = now.db.with_query_timeout(timeout);
        Seat { timeout: Some(timeout), ..Seat::new(db, now.reach.clone()) }
    }

    pub(super) fn unconditional(&self) -> Seat {
        let now = self.clone();
        Seat { reach: now.reach.unconditional(), ..now }
    }
}

impl Clone for Seat {
    fn clone(&self) -> Self {
        let now = self.now();
        Seat { timeout: now.timeout, ..Seat::new(now.db.clone(), now.reach.clone()) }
    }
}
