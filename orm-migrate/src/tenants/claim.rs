//! A tenant that one process works on, and no other.

use super::place::at_once;
use super::table::{LifeRow, life_row};
use crate::Error;
use chrono::{DateTime, TimeDelta, Utc};
use orm::{Db, Dialect, Writer, sql};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::task::AbortHandle;

/// For how long a process that does not say that it lives keeps what it claimed. The clocks of the
/// processes have to agree by less.
pub(super) const LEASE: Duration = Duration::from_secs(10);

/// How often it says so.
pub(super) const BEAT: Duration = Duration::from_secs(3);

/// After how long a claim ends that was dropped: what was on its way to a server has come to its end.
pub(super) const REST: Duration = Duration::from_secs(1);

/// The claim. It ends by [`release`](Self::release), soon after it was dropped, or some seconds after its
/// process ended.
pub(super) struct Claim {
    held: Held,
    beat: AbortHandle,
    is_released: bool,
}

/// What is claimed, and by whom.
#[derive(Clone)]
struct Held {
    db: Db,
    tenant: String,
    token: String,
}

impl Claim {
    /// Claims the tenant with this key.
    ///
    /// # Errors
    /// [`is_already_running`](Error::is_already_running) if another process works on it; those of a write.
    pub(super) async fn take(db: &Db, key: &str) -> Result<Claim, Error> {
        let new = life_row::New {
            tenant: key.to_owned(),
            step: None,
            made_database: false,
            is_moving: false,
            from_connection: None,
            from_schema: None,
            to_connection: None,
            to_schema: None,
            to_made_database: false,
            claimed_by: None,
            claimed_until: None,
        };
        let tx = db.begin_with(at_once()).await?;
        LifeRow::insert_many([new]).on_conflict_do_nothing().exec(&tx).await?;
        let (token, now) = (token(), Utc::now());
        let free = LifeRow::query()
            .filter(|l| l.tenant.eq(key))
            .filter(|l| l.claimed_until.is_null() | l.claimed_until.lt(now));
        let set = free.update(|l| {
            (l.claimed_by.set(Some(token.clone())), l.claimed_until.set(Some(lease_end(now))))
        });
        if set.exec(&tx).await? == 0 {
            tx.rollback().await?;
            return Err(Error::tenant_claimed());
        }
        if db.dialect() == Dialect::Postgres {
            // A change of the directory that was committed as its process went counts, or is over.
            sql::<i64>("SELECT revision FROM orm_directory FOR SHARE").all(&tx).await?;
        }
        tx.commit().await?;
        let held = Held { db: db.clone(), tenant: key.to_owned(), token };
        let beat = tokio::spawn(held.clone().beat()).abort_handle();
        Ok(Claim { held, beat, is_released: false })
    }

    pub(super) fn key(&self) -> &str {
        &self.held.tenant
    }

    /// What is known of the tenant's life.
    pub(super) async fn row(&self) -> Result<LifeRow, orm::Error> {
        LifeRow::get(&self.held.db, self.key()).await
    }

    /// Whether the tenant is still claimed.
    ///
    /// # Errors
    /// [`is_already_running`](Error::is_already_running) if it is not; those of a query.
    pub(super) async fn check(&self) -> Result<(), Error> {
        match self.held.row().exists(&self.held.db).await? {
            true => Ok(()),
            false => Err(Error::tenant_claimed()),
        }
    }

    /// Writes something down, if the tenant is still claimed.
    ///
    /// # Errors
    /// [`is_already_running`](Error::is_already_running) if it is not; those of a write.
    pub(super) async fn write(&self, patch: life_row::Patch) -> Result<(), Error> {
        self.write_in(&self.held.db, patch).await
    }

    /// The same as a part of a transaction.
    pub(super) async fn write_in(
        &self,
        to: &(impl Writer + ?Sized),
        patch: life_row::Patch,
    ) -> Result<(), Error> {
        match self.held.row().optional(to).await? {
            Some(row) => Ok(row.update(to, patch).await.map(drop)?),
            None => Err(Error::tenant_claimed()),
        }
    }

    /// Forgets the tenant's life: nothing of it is left.
    pub(super) async fn forget(mut self) -> Result<(), Error> {
        LifeRow::query().filter(|l| l.tenant.eq(self.key())).delete().exec(&self.held.db).await?;
        self.is_released = true;
        Ok(())
    }

    /// Lets others work on it.
    pub(super) async fn release(mut self) {
        self.held.clone().end().await;
        self.is_released = true;
    }
}

impl Held {
    fn row(&self) -> orm::Query<LifeRow> {
        let held = LifeRow::query().filter(|l| l.tenant.eq(self.tenant.as_str()));
        held.filter(|l| l.claimed_by.eq(self.token.as_str()))
    }

    /// Says again and again that the process lives. If that cannot be said, the claim ends.
    async fn beat(self) {
        loop {
            tokio::time::sleep(BEAT).await;
            let until = lease_end(Utc::now());
            _ = self.row().update(|l| l.claimed_until.set(Some(until))).exec(&self.db).await;
        }
    }

    /// Ends the claim. An error changes nothing: it ends a little later then.
    async fn end(self) {
        let (nobody, never): (Option<String>, Option<DateTime<Utc>>) = (None, None);
        let free = self.row().update(|l| (l.claimed_by.set(nobody), l.claimed_until.set(never)));
        if let Err(error) = free.exec(&self.db).await {
            tracing::debug!(
                target: "orm::tenants",
                error = &error as &dyn std::error::Error,
                "a claim was not released, and ends by itself"
            );
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.beat.abort();
        if self.is_released {
            return;
        }
        // Whoever goes on need not wait for the lease's end, but for the last statement that was sent.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let held = self.held.clone();
            runtime.spawn(async move {
                tokio::time::sleep(REST).await;
                held.end().await;
            });
        }
    }
}

pub(super) fn lease_end(now: DateTime<Utc>) -> DateTime<Utc> {
    now + TimeDelta::from_std(LEASE).expect("some seconds are a time")
}

/// A name that nobody else has.
pub(super) fn token() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let (next, now) = (NEXT.fetch_add(1, Ordering::Relaxed), Utc::now());
    format!("{}-{}-{next}", std::process::id(), now.timestamp_micros())
}
