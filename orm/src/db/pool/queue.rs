//! The queue in front of a pool: first come, first served, and not longer than it may be.

use super::meter::Meter;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// There is a ticket for each connection that the pool may have, so that whoever holds one never waits
/// for somebody else's connection. bb8 has no order among those who wait for one.
pub(super) struct Queue {
    /// Tokio's semaphore gives a ticket that comes back to whoever waits longest.
    tickets: Arc<Semaphore>,
    size: u32,
    waiting: AtomicU32,
    /// How many may wait.
    longest: Option<u32>,
    meter: Meter,
}

/// The right to one of the pool's connections, until it is dropped.
pub(super) type Ticket = OwnedSemaphorePermit;

/// Too many wait already.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Full;

impl Queue {
    pub(super) fn new(size: u32, longest: Option<u32>, meter: Meter) -> Self {
        Queue {
            tickets: Arc::new(Semaphore::new(size as usize)),
            size,
            waiting: AtomicU32::new(0),
            longest,
            meter,
        }
    }

    /// How many may hold a ticket at once.
    pub(super) fn size(&self) -> u32 {
        self.size
    }

    pub(super) fn waiting(&self) -> u32 {
        self.waiting.load(Ordering::Relaxed)
    }

    /// A ticket, if one is there and nobody waits for it.
    pub(super) fn try_enter(&self) -> Option<Ticket> {
        self.tickets.clone().try_acquire_owned().ok()
    }

    /// Waits for a ticket.
    pub(super) async fn enter(&self) -> Result<Ticket, Full> {
        let place = Place { queue: self };
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        self.meter.waiting(before.saturating_add(1));
        if self.longest.is_some_and(|longest| before >= longest) {
            return Err(Full);
        }
        let ticket = self.tickets.clone().acquire_owned().await;
        drop(place);
        Ok(ticket.expect("the semaphore is never closed"))
    }

    /// Waits until nobody holds a ticket.
    pub(super) async fn drained(&self) {
        let all = self.tickets.acquire_many(self.size).await;
        drop(all.expect("the semaphore is never closed"));
    }
}

/// Somebody's place in the queue, which he may leave at any time.
struct Place<'a> {
    queue: &'a Queue,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let before = self.queue.waiting.fetch_sub(1, Ordering::Relaxed);
        self.queue.meter.waiting(before.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::poll;
    use std::pin::pin;

    #[tokio::test]
    async fn a_ticket_goes_to_whoever_waits_longest() {
        let queue = Queue::new(1, None, Meter::new("test", 1));
        let first = queue.try_enter().unwrap();
        let mut second = pin!(queue.enter());
        let mut third = pin!(queue.enter());
        assert!(poll!(&mut second).is_pending() && poll!(&mut third).is_pending());
        assert_eq!(queue.waiting(), 2);
        drop(first);
        assert!(queue.try_enter().is_none(), "nobody goes past those who wait");
        assert!(poll!(&mut third).is_pending());
        let second = second.await.unwrap();
        drop(second);
        drop(third.await.unwrap());
        assert_eq!(queue.waiting(), 0);
    }

    #[tokio::test]
    async fn it_has_an_end() {
        let queue = Queue::new(1, Some(1), Meter::new("test", 1));
        let ticket = queue.try_enter().unwrap();
        let mut waits = Box::pin(queue.enter());
        assert!(poll!(&mut waits).is_pending());
        assert_eq!(queue.enter().await.unwrap_err(), Full);
        drop(waits);
        assert_eq!(queue.waiting(), 0);
        let mut waits = pin!(queue.enter());
        assert!(poll!(&mut waits).is_pending());
        drop(ticket);
        drop(waits.await.unwrap());
    }
}
