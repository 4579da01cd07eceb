//! How old what a process knows of its directory is.

use crate::error::{Error, Kind};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// How long a statement waits for an old directory to be read anew.
const PATIENCE: Duration = Duration::from_secs(5);

/// What was last heard of the directory.
pub(super) struct Watch {
    begun: Instant,
    /// `None` where nobody else can change it.
    max_age: Option<Duration>,
    /// When the question was sent that was answered last, in milliseconds since `begun`.
    confirmed: AtomicU64,
    /// The number of the last change that is known.
    revision: AtomicI64,
    /// How often changes were read, the reading that is under way included.
    readings: AtomicU64,
    failure: Mutex<Option<Error>>,
    has_ended: AtomicBool,
    heard: Notify,
}

impl Watch {
    pub(super) fn new(max_age: Option<Duration>, revision: i64) -> Self {
        Watch {
            begun: Instant::now(),
            max_age,
            confirmed: AtomicU64::new(0),
            revision: AtomicI64::new(revision),
            readings: AtomicU64::new(0),
            failure: Mutex::default(),
            has_ended: AtomicBool::new(false),
            heard: Notify::new(),
        }
    }

    pub(super) fn revision(&self) -> i64 {
        self.revision.load(Ordering::SeqCst)
    }

    /// To be compared from before a row is read to when it is where changes find it: a reading that began
    /// between may have found neither.
    pub(super) fn readings(&self) -> u64 {
        self.readings.load(Ordering::SeqCst)
    }

    /// To be called before changes are read.
    pub(super) fn begin_reading(&self) {
        self.readings.fetch_add(1, Ordering::SeqCst);
    }

    /// Everything is known up to this change, as it was then.
    pub(super) fn confirm(&self, revision: i64, asked: Instant) {
        self.revision.store(revision, Ordering::SeqCst);
        let at = asked.saturating_duration_since(self.begun).as_millis();
        self.confirmed.fetch_max(u64::try_from(at).unwrap_or(u64::MAX), Ordering::SeqCst);
        *self.failure() = None;
        self.heard.notify_waiters();
    }

    /// Nothing is heard any more.
    pub(super) fn end(&self) {
        self.has_ended.store(true, Ordering::SeqCst);
        self.heard.notify_waiters();
    }

    pub(super) fn failed(&self, error: Error) {
        *self.failure() = Some(error);
    }

    pub(super) fn has_failed(&self) -> bool {
        self.failure().is_some()
    }

    pub(super) fn is_fresh(&self) -> bool {
        !self.has_ended.load(Ordering::SeqCst) && self.max_age.is_none_or(|most| self.age() <= most)
    }

    /// Whether a task reads the directory.
    pub(super) fn is_followed(&self) -> bool {
        self.max_age.is_some()
    }

    /// Waits until this change is known, or has waited for long: what is known is too old then, and
    /// whoever uses it waits again.
    pub(super) async fn reaches(&self, revision: i64) {
        let until = tokio::time::Instant::now() + PATIENCE;
        while self.revision() < revision {
            let heard = self.heard.notified();
            if self.revision() >= revision || tokio::time::timeout_at(until, heard).await.is_err() {
                return;
            }
        }
    }

    /// Waits until something that was heard makes this true, or has waited for long.
    pub(super) async fn until(&self, is_so: impl Fn() -> bool) {
        let longest = tokio::time::Instant::now() + PATIENCE;
        while !is_so() {
            let heard = self.heard.notified();
            if is_so() || tokio::time::timeout_at(longest, heard).await.is_err() {
                return;
            }
        }
    }

    fn age(&self) -> Duration {
        let confirmed = Duration::from_millis(self.confirmed.load(Ordering::SeqCst));
        self.begun.elapsed().saturating_sub(confirmed)
    }

    /// Waits until what is known is young enough.
    ///
    /// # Errors
    /// If it is not within five seconds: the error of the last attempt to read it.
    pub(super) async fn fresh(&self) -> Result<(), Error> {
        let until = tokio::time::Instant::now() + PATIENCE;
        while !self.is_fresh() {
            let heard = self.heard.notified();
            // It may have been heard before the line above.
            if self.is_fresh() {
                break;
            }
            if self.has_ended.load(Ordering::SeqCst) {
                return Err(Error::new(Kind::PoolClosed, "the directory was closed"));
            }
            if tokio::time::timeout_at(until, heard).await.is_err() {
                return Err(self.too_old());
            }
        }
        Ok(())
    }

    fn too_old(&self) -> Error {
        let text =
            "the directory of tenants cannot be read, and what is known of the tenant is too old";
        let failure = self.failure().as_ref().map(Error::again);
        let error = Error::new(Kind::Connect, text);
        match failure {
            Some(failure) => error.with_source(failure),
            None => error,
        }
    }

    fn failure(&self) -> std::sync::MutexGuard<'_, Option<Error>> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
