//! A tenant as a process knows it, which each of its statements asks.

use super::TenantState;
use super::core::Core;
use super::meter::Meter;
use super::quota::{Bucket, Quota};
use super::usage::Counters;
use crate::db::Db;
use crate::error::{Error, Kind};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// What a tenant is sent for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Errand {
    Read,
    Write,
    /// A write that adds rows.
    Insert,
    /// A transaction that may write begins.
    Begin,
    /// A transaction that only reads begins.
    BeginRead,
}

impl Errand {
    fn reads(self) -> bool {
        matches!(self, Errand::Read | Errand::BeginRead)
    }
}

/// A tenant. All handles of it in a process share it.
pub(crate) struct Live {
    known: RwLock<Arc<Known>>,
    /// How many connections are held.
    held: AtomicU32,
    bucket: Mutex<Bucket>,
    pub(super) counters: Counters,
    meter: Meter,
}

/// What the directory says.
pub(super) struct Known {
    pub(super) revision: i64,
    /// `None` if there is no entry.
    pub(super) state: Option<TenantState>,
    pub(super) quota: Quota,
    pub(super) stored_rows: u64,
    pub(super) placed: Arc<Placed>,
}

/// Where a tenant's statements go.
pub(crate) struct Placed {
    /// Each place of a tenant has a higher number than the one before.
    pub(crate) number: u64,
    pub(crate) db: Db,
    pub(crate) schema: Option<String>,
}

impl Placed {
    /// A place that has no number yet, or the first one.
    pub(super) fn new(db: Db, schema: Option<String>) -> Self {
        Placed { number: 0, db, schema }
    }

    fn numbered(&self, number: u64) -> Self {
        Placed { number, ..Placed::new(self.db.clone(), self.schema.clone()) }
    }

    fn is_same(&self, other: &Placed) -> bool {
        self.schema == other.schema && self.db.is_same(&other.db)
    }
}

impl Live {
    pub(super) fn new(known: Known, meter: Meter) -> Self {
        Live {
            known: RwLock::new(Arc::new(known)),
            held: AtomicU32::new(0),
            bucket: Mutex::default(),
            counters: Counters::default(),
            meter,
        }
    }

    pub(super) fn known(&self) -> Arc<Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes what was read of the directory, unless something newer is known. A place gets its number here,
    /// where one is counted after the other: handles tell by it whether they are somewhere else.
    pub(super) fn learn(&self, known: Known) {
        let mut now = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.revision < now.revision {
            return;
        }
        let placed = match known.placed.is_same(&now.placed) {
            true => now.placed.clone(),
            false => Arc::new(known.placed.numbered(now.placed.number + 1)),
        };
        *now = Arc::new(Known { placed, ..known });
    }

    pub(crate) fn placed(&self) -> Arc<Placed> {
        self.known().placed.clone()
    }

    /// Lets a statement pass, or what begins, which goes to the place with this number; whoever waits for a
    /// connection counts as holding it.
    ///
    /// # Errors
    /// [`is_unknown_tenant`](Error::is_unknown_tenant),
    /// [`is_tenant_suspended`](Error::is_tenant_suspended),
    /// [`is_tenant_unready`](Error::is_tenant_unready),
    /// [`is_tenant_deleted`](Error::is_tenant_deleted), [`is_over_quota`](Error::is_over_quota);
    /// [`is_connection_lost`](Error::is_connection_lost) if the directory cannot be read.
    pub(crate) async fn admit(
        self: &Arc<Self>,
        core: &Arc<Core>,
        errand: Errand,
        place: u64,
        takes_connection: bool,
    ) -> Result<Pass, Error> {
        if !core.watch.is_fresh() {
            core.watch.fresh().await?;
        }
        let known = self.known();
        let admitted = self.check(&known, errand).and_then(|()| {
            // It was written for the old place. A transaction stays where it is, and does not commit.
            if takes_connection && known.placed.number != place {
                return Err(moved());
            }
            let holds = takes_connection && self.hold(&known.quota)?;
            let pass = Pass {
                core: core.clone(),
                live: self.clone(),
                place,
                reads: errand.reads(),
                holds,
                is_paid: AtomicBool::new(false),
            };
            if !matches!(errand, Errand::Begin | Errand::BeginRead) {
                self.pay(&known.quota)?;
                pass.is_paid.store(true, Ordering::Relaxed);
            }
            Ok(pass)
        });
        if admitted.is_err() {
            self.refused();
        }
        admitted
    }

    fn refused(&self) {
        self.counters.refused();
        self.meter.refused();
    }

    fn check(&self, known: &Known, errand: Errand) -> Result<(), Error> {
        check_state(known.state, errand.reads())?;
        let most = known.quota.max_rows.filter(|most| known.stored_rows >= *most);
        match most.filter(|_| errand == Errand::Insert) {
            Some(most) => {
                let stored = known.stored_rows;
                let text =
                    format!("it may store {most} rows, and had {stored} when they were counted");
                Err(over(text))
            }
            None => Ok(()),
        }
    }

    /// Takes one of the connections that the tenant may hold.
    fn hold(&self, quota: &Quota) -> Result<bool, Error> {
        let Some(most) = quota.max_connections else {
            self.held.fetch_add(1, Ordering::Relaxed);
            return Ok(true);
        };
        let one_more = |held: u32| (held < most).then_some(held + 1);
        match self.held.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more) {
            Ok(_) => Ok(true),
            Err(_) => Err(over(format!("it may hold {most} connections at once, and holds them"))),
        }
    }

    /// Takes one of the statements that may be sent now.
    fn pay(&self, quota: &Quota) -> Result<(), Error> {
        let Some(most) = quota.max_statements_per_second else { return Ok(()) };
        match self.bucket().take(most, Instant::now()) {
            true => Ok(()),
            false => {
                Err(over(format!("it may send {most} statements a second, and has sent them")))
            }
        }
    }

    fn bucket(&self) -> std::sync::MutexGuard<'_, Bucket> {
        self.bucket.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the directory says that the tenant is in a later place than this one, five seconds at
    /// most.
    pub(crate) async fn follow(&self, core: &Core, place: u64) {
        core.wake.notify_one();
        core.watch.until(|| self.known().placed.number > place).await;
    }

    /// Counts a statement that ended.
    pub(crate) fn count(&self, elapsed: Duration, result: Result<u64, &Error>) {
        self.counters.count(elapsed, result);
        self.meter.count(elapsed, result.is_ok());
    }

    /// How many connections are held.
    pub(super) fn held(&self) -> u32 {
        self.held.load(Ordering::Relaxed)
    }
}

/// Whether a tenant in this state takes a statement.
pub(super) fn check_state(state: Option<TenantState>, is_read: bool) -> Result<(), Error> {
    let (kind, text) = match state {
        Some(TenantState::Active) => return Ok(()),
        Some(TenantState::Moving) if is_read => return Ok(()),
        None => return Err(unknown()),
        Some(TenantState::Creating) => (Kind::TenantUnready, "the tenant is still being created"),
        Some(TenantState::Moving) => (
            Kind::TenantUnready,
            "the tenant is being moved, and takes no writes until it is where it will be",
        ),
        Some(TenantState::Suspended) => (Kind::TenantSuspended, "the tenant is suspended"),
        Some(TenantState::Deleting) => (Kind::TenantDeleted, "the tenant is being deleted"),
        Some(TenantState::Deleted) => (Kind::TenantDeleted, "the tenant was deleted"),
    };
    Err(Error::new(kind, text))
}

pub(super) fn unknown() -> Error {
    Error::new(Kind::UnknownTenant, "the directory has no such tenant")
}

fn moved() -> Error {
    Error::new(Kind::TenantUnready, "the tenant was moved meanwhile: try again")
}

fn over(why: String) -> Error {
    Error::new(Kind::OverQuota, format!("the tenant is over its quota: {why}"))
}

/// That a tenant's statement, or its transaction, was let through. It ends with it.
pub(crate) struct Pass {
    core: Arc<Core>,
    live: Arc<Live>,
    /// Where it goes.
    place: u64,
    reads: bool,
    holds: bool,
    /// Whether its first statement is among those that were counted.
    is_paid: AtomicBool,
}

impl Pass {
    /// Counts each further statement, which goes even if it is one too many: half a load is none.
    pub(crate) fn one_more(&self) {
        if self.is_paid.swap(false, Ordering::Relaxed) {
            return;
        }
        if let Some(most) = self.live.known().quota.max_statements_per_second {
            self.live.bucket().owe(most, Instant::now());
        }
    }

    /// Whether what was let through, and waited for a connection since, would be let through now. Its quota
    /// is what it was.
    ///
    /// # Errors
    /// Those of the tenant's state, and [`is_tenant_unready`](Error::is_tenant_unready) if it was moved
    /// meanwhile.
    pub(crate) async fn check_again(&self) -> Result<(), Error> {
        let checked = self.check(self.reads).await;
        if checked.is_err() {
            self.live.refused();
        }
        checked
    }

    /// Whether what a transaction wrote may last.
    ///
    /// # Errors
    /// Those of the tenant's state, and [`is_tenant_unready`](Error::is_tenant_unready) if it was moved
    /// since the transaction began: what was written then is in the old place.
    pub(crate) async fn check_commit(&self) -> Result<(), Error> {
        self.check(false).await
    }

    async fn check(&self, is_read: bool) -> Result<(), Error> {
        if !self.core.watch.is_fresh() {
            self.core.watch.fresh().await?;
        }
        let known = self.live.known();
        check_state(known.state, is_read)?;
        if known.placed.number == self.place { Ok(()) } else { Err(moved()) }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if self.holds {
            self.live.held.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use super::super::meter::Labels;
    use super::*;

    #[tokio::test]
    async fn each_place_has_a_number_of_its_own() {
        let db = Db::connect("sqlite::memory:").await.expect("it is in memory");
        let known = |revision, schema: &str| Known {
            revision,
            state: Some(TenantState::Active),
            quota: Quota::default(),
            stored_rows: 0,
            placed: Arc::new(Placed::new(db.clone(), Some(schema.to_owned()))),
        };
        let live = Live::new(known(1, "a"), Labels::new(0).meter("1"));
        // Read by two at once, who know of no other place than the first.
        let (earlier, later) = (known(2, "b"), known(3, "c"));
        live.learn(earlier);
        let between = live.placed();
        live.learn(later);
        let now = live.placed();
        assert_eq!((between.schema.as_deref(), now.schema.as_deref()), (Some("b"), Some("c")));
        assert!(0 < between.number && between.number < now.number);
        // What is older is not learned, and what is the same is no other place.
        live.learn(known(2, "b"));
        live.learn(known(4, "c"));
        assert!(Arc::ptr_eq(&live.placed(), &now));
        assert_eq!(live.known().revision, 4);
    }
}
