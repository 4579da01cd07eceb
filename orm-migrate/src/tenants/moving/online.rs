//! A move during which the tenant is in service.

use super::Move;
use super::log::{Log, LogRow, MoveState, wait_at_most};
use crate::Error;
use crate::run::run;
use crate::tenants::claim::Claim;
use crate::tenants::order::Ordered;
use crate::tenants::place::{References, at_once};
use crate::tenants::rows::{Pages, RowTexts};
use crate::tenants::sequence::{advance_to, last};
use orm::directory::TenantEntry;
use orm::value::DbType;
use orm::{Db, Dialect, Executor, Tenant, TenantTx, Tx};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// With how few changes left writers are held up for the rest.
const FEW: usize = 50;

/// How often the changes are copied before that, however many there are.
const ROUNDS: u32 = 20;

/// How long writers are held up while those under way are waited for, and how often that is tried.
const HOLD: Duration = Duration::from_millis(300);
const ATTEMPTS: u32 = 20;

/// How many keys are asked for at once.
const KEYS: usize = 500;

/// What a move did: [`Move::run`](super::Move::run).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Moved {
    /// The rows that were copied.
    pub rows: u64,
    /// How many changes were copied after them.
    pub changes: u64,
    /// For how long the tenant took no writes.
    pub pause: Duration,
}

/// The tables of both places, in the same order.
struct Way<T> {
    from: Vec<RowTexts>,
    target: Tenant<T>,
    to: Vec<RowTexts>,
}

impl<T: DbType> Move<'_, T> {
    pub(super) async fn online(
        &self,
        claim: &Claim,
        entry: &TenantEntry<T>,
    ) -> Result<Moved, Error> {
        let tenants = self.tenants;
        let source = tenants.at(entry, "a tenant is moved").await?;
        let log = Log::of(tenants, &entry.place, claim.key(), source).await?;
        let mut moved = Moved::default();
        // Everything is copied, and the directory does not say so yet.
        if log.state().await? == Some(MoveState::Moved) {
            let lock = claim.lock(&claim.aside().await?).await?;
            self.point(entry, lock).await?;
            return Ok(moved);
        }
        if !self.make_tables(claim.key(), References::Later).await? {
            return self.still(claim, entry).await;
        }
        tenants.make_partitions_alike(&entry.place, &self.place).await?;
        let target = tenants.at_place(&self.id, &self.place, "a tenant is moved").await?;
        let way = Way { from: self.texts(&log.source)?, to: self.texts(&target)?, target };
        log.begin(MoveState::Copying).await?;
        moved.rows = self.copy(&log, &way).await?;
        self.catch_up(&log, &way, &mut moved).await?;
        let (begun, lock) = self.switch(claim, &log, &way, &mut moved).await?;
        self.point(entry, lock).await?;
        moved.pause = begun.elapsed();
        Ok(moved)
    }

    /// The tables without order: the target has no references yet.
    fn texts(&self, at: &Tenant<T>) -> Result<Vec<RowTexts>, Error> {
        let tables = self.tenants.tenant_tables().map(|table| Ordered { table, late: Vec::new() });
        tables.map(|one| RowTexts::of(&one, Dialect::Postgres, at)).collect()
    }

    /// All rows, as they are in one moment.
    async fn copy(&self, log: &Log<T>, way: &Way<T>) -> Result<u64, Error> {
        let read = log.moment().await?;
        let mut count = 0;
        for (from, to) in way.from.iter().zip(&way.to) {
            let mut pages = Pages::all(from);
            loop {
                let rows = pages.next(&read, self.tenants.same(&self.id)?).await?;
                if rows.is_empty() {
                    break;
                }
                count += to.insert(&way.target, self.tenants.same(&self.id)?, &rows).await?;
            }
        }
        read.commit().await?;
        Ok(count)
    }

    /// The rows that changed meanwhile, until few are left.
    async fn catch_up(&self, log: &Log<T>, way: &Way<T>, moved: &mut Moved) -> Result<(), Error> {
        for _ in 0..ROUNDS {
            // The rows are those of the same moment as the log.
            let read = log.moment().await?;
            let changes = log.read(&read).await?;
            let tx = way.target.begin().await?;
            self.repeat(&read, way, &tx, &changes).await?;
            tx.commit().await?;
            read.commit().await?;
            log.forget_these(&changes).await?;
            moved.changes += changes.len() as u64;
            if changes.len() <= FEW {
                break;
            }
        }
        Ok(())
    }

    /// Writes the rows with these keys as they are now.
    async fn repeat(
        &self,
        from: &impl Executor,
        way: &Way<T>,
        to: &TenantTx<T>,
        changes: &[LogRow],
    ) -> Result<(), Error> {
        for (source, target) in way.from.iter().zip(&way.to) {
            let own = changes.iter().filter(|change| change.table_name == source.name);
            let keys: BTreeSet<_> = own.map(|change| change.key.clone()).collect();
            let keys: Vec<_> = keys.into_iter().collect();
            // First they all go, so that none clashes with what another one was.
            for keys in keys.chunks(KEYS) {
                target.delete(to, self.tenants.same(&self.id)?, keys).await?;
            }
            for keys in keys.chunks(KEYS) {
                let rows = source.with_keys(from, self.tenants.same(&self.id)?, keys).await?;
                if !rows.is_empty() {
                    target.insert(to, self.tenants.same(&self.id)?, &rows).await?;
                }
            }
        }
        Ok(())
    }

    /// Holds writers up, copies the last changes, and lets nobody write in the old place any more; says
    /// since when writers were held up. Nobody else can move the tenant from then on, until the end of the
    /// transaction that this gives.
    async fn switch(
        &self,
        claim: &Claim,
        log: &Log<T>,
        way: &Way<T>,
        moved: &mut Moved,
    ) -> Result<(Instant, Tx), Error> {
        let aside = claim.aside().await?;
        for _ in 0..ATTEMPTS {
            match self.try_to_switch((claim, &aside), log, way, moved).await {
                Err(error) if error.orm_error().is_some_and(orm::Error::is_lock_timeout) => {
                    // Those that were held up have their turn, and their changes are copied.
                    tokio::time::sleep(HOLD).await;
                    self.catch_up(log, way, moved).await?;
                }
                switched => return switched,
            }
        }
        self.try_to_switch((claim, &aside), log, way, moved).await
    }

    async fn try_to_switch(
        &self,
        (claim, aside): (&Claim, &Db),
        log: &Log<T>,
        way: &Way<T>,
        moved: &mut Moved,
    ) -> Result<(Instant, Tx), Error> {
        // All connections are there before anybody is held up, who may have all others of the pool; and what
        // waits for a lock of somebody who is held up does not do so for long.
        let target = way.target.begin_with(at_once()).await?;
        run(&target, vec![wait_at_most(HOLD)]).await?;
        let tx = log.source.begin_with(at_once()).await?;
        let lock = claim.lock(aside).await?;
        let begun = Instant::now();
        log.hold(&tx, HOLD).await?;
        let changes = log.read(&tx).await?;
        self.repeat(&tx, way, &target, &changes).await?;
        for (from, to) in way.from.iter().zip(&way.to) {
            if let Some(number) = last(&tx, Dialect::Postgres, from).await? {
                advance_to(&target, Dialect::Postgres, to, number).await?;
            }
        }
        self.add_references(&target).await?;
        target.commit().await?;
        log.set_moved(&tx).await?;
        tx.commit().await?;
        moved.changes += changes.len() as u64;
        Ok((begun, lock))
    }

    /// Says in the directory that the tenant is in the new place. Writers wait for it.
    async fn point(&self, entry: &TenantEntry<T>, lock: Tx) -> Result<(), Error> {
        let from = [entry.state];
        let place = self.place.clone();
        let directory = self.tenants.directory();
        // By the connection that is there: all of the pool's may be with those who wait for this.
        Ok(directory.set_place_by(lock, &self.id, &from, place, entry.state).await?)
    }
}
