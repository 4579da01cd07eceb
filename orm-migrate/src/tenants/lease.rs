//! What a process keeps for itself as long as it says that it lives.

use chrono::{DateTime, TimeDelta, Utc};
use orm::{Db, Error};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::task::AbortHandle;

/// For how long a process that does not say that it lives keeps what it claimed. The clocks of the
/// processes have to agree by less.
pub(super) const LEASE: Duration = Duration::from_secs(10);

/// How often it says so.
const BEAT: Duration = Duration::from_secs(3);

/// How long it takes at most to say so, so that another attempt comes before the lease ends.
const LONGEST: Duration = Duration::from_secs(2);

/// Until when a claim holds that is made or renewed now.
pub(super) fn lease_end(now: DateTime<Utc>) -> DateTime<Utc> {
    now + TimeDelta::from_std(LEASE).expect("some seconds are a time")
}

/// A name that nobody else has.
pub(super) fn token() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let (next, now) = (NEXT.fetch_add(1, Ordering::Relaxed), Utc::now());
    format!("{}-{}-{next}", std::process::id(), now.timestamp_micros())
}

/// Says again and again that this process lives, until it is dropped.
#[derive(Debug)]
pub(super) struct Beat(AbortHandle);

impl Beat {
    /// Calls `say` with a connection that nobody else waits for, made when it is first needed. If that cannot
    /// be said, the lease ends what was claimed, and nothing else.
    pub(super) fn start<F, Fut>(db: &Db, say: F) -> Beat
    where
        F: Fn(Db) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), Error>> + Send,
    {
        let db = db.clone();
        let beating = tokio::spawn(async move {
            let mut aside = None;
            loop {
                tokio::time::sleep(BEAT).await;
                let said = async {
                    let aside = match &aside {
                        Some(aside) => aside,
                        // In memory there is only the one connection.
                        None => aside.insert(db.aside(LONGEST).await?.unwrap_or(db.clone())),
                    };
                    say(aside.clone()).await
                };
                if let Err(error) = said.await {
                    tracing::warn!(
                        target: "orm::tenants",
                        error = &error as &dyn std::error::Error,
                        "it could not be said that the process lives; what it claimed is free in a while"
                    );
                }
            }
        });
        Beat(beating.abort_handle())
    }
}

impl Drop for Beat {
    fn drop(&mut self) {
        self.0.abort();
    }
}
