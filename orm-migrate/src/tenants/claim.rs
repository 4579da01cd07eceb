//! A tenant that one process works on, and no other.

use super::lease::{Beat, LEASE, lease_end, token};
use super::place::at_once;
use super::table::{LifeRow, life_row};
use crate::Error;
use chrono::{DateTime, Utc};
use orm::{Db, Dialect, Tx, Writer, sql};
use std::time::Duration;

/// After how long a claim ends that was dropped: what was on its way to a server has come to its end.
pub(super) const REST: Duration = Duration::from_secs(1);

/// The claim. It ends by [`release`](Self::release), soon after it was dropped, or some seconds after its
/// process ended.
pub(super) struct Claim {
    held: Held,
    _beat: Beat,
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
        let living = held.clone();
        let beat = Beat::start(db, move |db| living.clone().live_on(db));
        Ok(Claim { held, _beat: beat, is_released: false })
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

    /// A connection for [`lock`](Self::lock), beside the pool's.
    pub(super) async fn aside(&self) -> Result<Db, Error> {
        Ok(self.held.db.aside(LEASE).await?.unwrap_or_else(|| self.held.db.clone()))
    }

    /// Begins a transaction until whose end nobody else can claim the tenant, however slow this process is: for
    /// what must not happen once another one has begun anew.
    ///
    /// # Errors
    /// [`is_already_running`](Error::is_already_running) if it is not claimed any more; those of a query.
    pub(super) async fn lock(&self, aside: &Db) -> Result<Tx, Error> {
        let tx = aside.begin_with(at_once()).await?;
        match self.held.row().for_update().optional(&tx).await? {
            Some(_) => Ok(tx),
            None => Err(Error::tenant_claimed()),
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

    /// Forgets the tenant's life: nothing of it is left. If another process has claimed it by now, that is
    /// the other one's to do.
    pub(super) async fn forget(mut self) -> Result<(), Error> {
        self.held.row().delete().exec(&self.held.db).await?;
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

    async fn live_on(self, db: Db) -> Result<(), orm::Error> {
        let until = lease_end(Utc::now());
        self.row().update(|l| l.claimed_until.set(Some(until))).exec(&db).await.map(drop)
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
