//! How many connections pools on demand may have together, and which of them gives way.

use super::Shared;
use crate::db::Config;
use crate::db::config::Backend;
use crate::error::{Error, Kind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

/// How often somebody who waits for room looks again.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// How many connections all pools on demand may have together.
pub(crate) struct Room {
    most: Option<u32>,
    used: Mutex<Used>,
    pools: Mutex<Vec<Weak<Shared>>>,
}

/// How much of the room is used.
#[derive(Default)]
struct Used {
    connections: u32,
    /// Those of them that nobody uses and that are being closed.
    ending: u32,
}

/// A part of the room.
pub(super) struct Taken {
    room: Arc<Room>,
    connections: u32,
    is_ending: bool,
}

impl Room {
    /// No more than so many connections.
    pub(crate) fn new(most: Option<u32>) -> Self {
        Room { most, used: Mutex::default(), pools: Mutex::default() }
    }

    /// Whether a pool with these settings can ever be opened.
    ///
    /// # Errors
    /// [`is_config`](Error::is_config) if there is not as much room.
    pub(crate) fn check(&self, config: &Config) -> Result<(), Error> {
        let need = connections_of(config);
        match self.most.filter(|most| need > *most) {
            Some(most) => Err(Error::new(
                Kind::Config,
                format!(
                    "a pool of {need} connections has no room: all connections of the directory may \
                     have {most} together"
                ),
            )),
            None => Ok(()),
        }
    }

    /// Counts a pool among those that may give way.
    pub(super) fn add(&self, pool: &Arc<Shared>) {
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        pools.retain(|pool| pool.strong_count() > 0);
        pools.push(Arc::downgrade(pool));
    }

    /// A part of the room, when there is as much.
    ///
    /// # Errors
    /// [`is_pool_exhausted`](Error::is_pool_exhausted) if there is not until then.
    pub(super) async fn take(
        self: &Arc<Self>,
        connections: u32,
        until: Instant,
    ) -> Result<Taken, Error> {
        loop {
            if self.has_taken(connections) {
                return Ok(Taken { room: self.clone(), connections, is_ending: false });
            }
            if Instant::now() >= until {
                return Err(Error::new(
                    Kind::PoolExhausted,
                    "the directory's connections take all the room that they have together, and none \
                     of their pools is idle",
                ));
            }
            self.make_room(connections);
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    fn has_taken(&self, connections: u32) -> bool {
        let mut used = self.used();
        let fits = self.fits(used.connections, connections);
        if fits {
            used.connections += connections;
        }
        fits
    }

    fn fits(&self, used: u32, connections: u32) -> bool {
        self.most.is_none_or(|most| used.saturating_add(connections) <= most)
    }

    fn used(&self) -> MutexGuard<'_, Used> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Closes the pool that is idle for the longest, unless what is being closed is enough.
    fn make_room(&self, connections: u32) {
        let left = {
            let used = self.used();
            used.connections - used.ending
        };
        if self.fits(left, connections) {
            return;
        }
        let pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let idle = pools.iter().filter_map(|pool| {
            let pool = pool.upgrade()?;
            Some((pool.idle()?, pool))
        });
        if let Some((_, pool)) = idle.max_by_key(|(idle, _)| *idle) {
            pool.close(Duration::from_secs(1));
        }
    }
}

impl Taken {
    /// It is being closed, and nobody uses it.
    pub(super) fn ends(&mut self) {
        self.is_ending = true;
        self.room.used().ending += self.connections;
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        let mut used = self.room.used();
        used.connections -= self.connections;
        if self.is_ending {
            used.ending -= self.connections;
        }
    }
}

/// The most connections that such a pool has.
pub(super) fn connections_of(config: &Config) -> u32 {
    let most = config.settings.max_connections;
    match config.backend {
        #[cfg(feature = "postgres")]
        Backend::Postgres(_) => most,
        // One more, which writes.
        #[cfg(feature = "sqlite")]
        Backend::Sqlite(_) => most.saturating_add(1),
    }
}
