//! Pools that are opened when somebody wants a connection, and closed when nobody did for long.

mod room;

pub(crate) use room::Room;

use super::stats::PoolStats;
use crate::db::config::OtherDatabase;
use crate::db::lease::Lease;
use crate::db::{Config, Db, DbBuilder};
use crate::error::{Error, Kind};
use crate::sql::Dialect;
use futures_util::future::BoxFuture;
use room::{Taken, connections_of};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};
use tokio::sync::OwnedMutexGuard;
use tokio::time::timeout_at;

/// How long what is under way may go on in a pool that was replaced; it is closed behind it all the same.
const DRAINING: Duration = Duration::from_secs(60 * 60);

/// What is opened, as of a change of the directory.
pub(crate) struct Goal {
    pub(crate) revision: i64,
    /// Or why nothing is.
    pub(crate) to: Result<Arc<(OtherDatabase, Config)>, Error>,
}

/// A pool that comes and goes.
pub(in crate::db) struct OnDemand {
    shared: Arc<Shared>,
}

struct Shared {
    dialect: Dialect,
    room: Arc<Room>,
    goal: Mutex<Goal>,
    opened: RwLock<Option<Arc<Opened>>>,
    /// Held by whoever opens.
    opening: Arc<tokio::sync::Mutex<Failed>>,
    begun: Instant,
    /// When somebody last wanted a connection, in microseconds since `begun`.
    wanted: AtomicU64,
}

/// When a pool could last not be opened, and why.
type Failed = Option<(Instant, Error)>;

/// A pool, and the room that it takes until it is closed.
struct Opened {
    db: Db,
    place: Mutex<Option<Taken>>,
}

impl OnDemand {
    pub(in crate::db) fn new(dialect: Dialect, goal: Goal, room: Arc<Room>) -> Self {
        let shared = Arc::new(Shared {
            dialect,
            room: room.clone(),
            goal: Mutex::new(goal),
            opened: RwLock::default(),
            opening: Arc::default(),
            begun: Instant::now(),
            wanted: AtomicU64::new(0),
        });
        room.add(&shared);
        OnDemand { shared }
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.shared.dialect
    }

    /// In a box, since a pool that was opened has the same function.
    pub(super) fn acquire(
        &self,
        write: bool,
        timeout: Duration,
    ) -> BoxFuture<'_, Result<Lease, Error>> {
        Box::pin(async move {
            let until = Instant::now() + timeout;
            loop {
                self.shared.want();
                let opened = self.shared.open(until, timeout).await?;
                let left = until.saturating_duration_since(Instant::now());
                match opened.db.inner.pools.acquire(write, left).await {
                    // It was replaced, or idle for too long, just now.
                    Err(error) if error.is_pool_closed() && !self.shared.is_current(&opened) => {}
                    lease => return lease,
                }
            }
        })
    }

    /// Leads elsewhere from now on; what is under way ends where it is.
    pub(in crate::db) fn aim(&self, goal: Goal) {
        let is_other = {
            let mut now = self.shared.goal();
            if goal.revision < now.revision {
                return;
            }
            let is_other = match (&goal.to, &now.to) {
                (Ok(goal), Ok(now)) => goal.0 != now.0,
                _ => true,
            };
            *now = goal;
            is_other
        };
        if is_other {
            self.shared.close(DRAINING);
        }
    }

    pub(in crate::db) fn close_if_idle(&self, longest: Duration) {
        if self.shared.idle().is_some_and(|idle| idle >= longest) {
            self.shared.close(Duration::from_secs(1));
        }
    }

    /// Opens nothing any more.
    pub(super) async fn close(&self, timeout: Duration) -> Result<(), Error> {
        *self.shared.goal() = Goal { revision: i64::MAX, to: Err(ended()) };
        match self.shared.take() {
            Some(opened) => Box::pin(opened.db.close(timeout)).await,
            None => Ok(()),
        }
    }

    pub(super) fn may_lead_elsewhere(&self) -> bool {
        let opened = self.shared.opened();
        opened.is_some_and(|opened| opened.db.inner.pools.may_lead_elsewhere())
    }

    pub(super) fn look_for_another_server(&self) {
        if let Some(opened) = self.shared.opened() {
            opened.db.inner.pools.look_for_another_server();
        }
    }

    pub(super) fn stats(&self) -> PoolStats {
        match self.shared.opened() {
            Some(opened) => opened.db.pool_stats(),
            None => {
                let goal = self.shared.goal();
                PoolStats::unopened(goal.to.as_ref().map_or(0, |to| connections_of(&to.1)))
            }
        }
    }
}

impl Opened {
    fn place(&self) -> MutexGuard<'_, Option<Taken>> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shared {
    fn goal(&self) -> MutexGuard<'_, Goal> {
        self.goal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn opened(&self) -> Option<Arc<Opened>> {
        self.opened.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn take(&self) -> Option<Arc<Opened>> {
        self.opened.write().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn is_current(&self, opened: &Arc<Opened>) -> bool {
        self.opened().is_some_and(|now| Arc::ptr_eq(&now, opened))
    }

    fn want(&self) {
        let now = u64::try_from(self.begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.wanted.fetch_max(now, Ordering::Relaxed);
    }

    /// For how long nobody has wanted a connection, if a pool is open and nobody uses it.
    fn idle(&self) -> Option<Duration> {
        let stats = self.opened()?.db.pool_stats();
        let since = Duration::from_micros(self.wanted.load(Ordering::Relaxed));
        let is_idle = stats.in_use == 0 && stats.waiting == 0;
        is_idle.then(|| self.begun.elapsed().saturating_sub(since))
    }

    /// The pool, which is opened if it is not; waits until then, which is so long.
    async fn open(
        self: &Arc<Self>,
        until: Instant,
        timeout: Duration,
    ) -> Result<Arc<Opened>, Error> {
        let asked = Instant::now();
        loop {
            if let Some(opened) = self.opened() {
                return Ok(opened);
            }
            let opening = timeout_at(until.into(), Arc::clone(&self.opening).lock_owned()).await;
            let failed = opening.map_err(|_| not_opened(timeout))?;
            if let Some(opened) = self.opened() {
                return Ok(opened);
            }
            // Those who waited for the attempt need none of their own.
            if let Some((_, error)) = failed.as_ref().filter(|(at, _)| *at > asked) {
                return Err(error.again());
            }
            let (revision, goal) = {
                let goal = self.goal();
                (goal.revision, goal.to.as_ref().map(Arc::clone).map_err(Error::again)?)
            };
            let place = self.room.take(connections_of(&goal.1), until).await?;
            // A task of its own: what is opened for somebody who gave up serves the others.
            let shared = Arc::clone(self);
            let opening = tokio::spawn(async move {
                shared.connect(goal.1.clone(), revision, place, failed).await
            });
            let opened = timeout_at(until.into(), opening).await;
            let opened =
                opened.map_err(|_| not_opened(timeout))?.unwrap_or_else(|_| Err(ended()))?;
            if let Some(opened) = opened {
                return Ok(opened);
            }
        }
    }

    /// Opens the pool; `None` if it leads elsewhere by then.
    async fn connect(
        &self,
        config: Config,
        revision: i64,
        place: Taken,
        mut failed: OwnedMutexGuard<Failed>,
    ) -> Result<Option<Arc<Opened>>, Error> {
        let db = match DbBuilder::from(config).connect().await {
            Ok(db) => db,
            Err(error) => {
                *failed = Some((Instant::now(), error.again()));
                return Err(error);
            }
        };
        *failed = None;
        let opened = Arc::new(Opened { db, place: Mutex::new(Some(place)) });
        let now = self.goal();
        *self.opened.write().unwrap_or_else(PoisonError::into_inner) = Some(opened.clone());
        if now.revision == revision {
            return Ok(Some(opened));
        }
        drop(now);
        self.close(DRAINING);
        Ok(None)
    }

    /// Closes the pool, behind what is under way.
    fn close(&self, longest: Duration) {
        let Some(opened) = self.take() else { return };
        if opened.db.pool_stats().in_use == 0
            && let Some(place) = &mut *opened.place()
        {
            place.ends();
        }
        tokio::spawn(async move {
            // What is still used then is closed when it is given back.
            _ = opened.db.close(longest).await;
            opened.place().take();
        });
    }
}

fn ended() -> Error {
    Error::new(Kind::PoolClosed, "the pool was closed")
}

fn not_opened(timeout: Duration) -> Error {
    Error::new(Kind::PoolExhausted, format!("the pool was not opened within {timeout:?}"))
}
