//! A move during which the tenant takes no writes.

use super::log::{Log, MoveState};
use super::{Move, Moved};
use crate::Error;
use crate::tenants::claim::Claim;
use crate::tenants::place::References;
use orm::directory::{TenantEntry, TenantState};
use orm::value::DbType;
use orm::{Dialect, Isolation, TxOptions};
use std::time::Instant;

impl<T: DbType> Move<'_, T> {
    pub(super) async fn still(
        &self,
        claim: &Claim,
        entry: &TenantEntry<T>,
    ) -> Result<Moved, Error> {
        let directory = self.tenants.directory();
        self.make_tables(claim.key(), References::Now).await?;
        self.tenants.make_partitions_alike(&entry.place, &self.place).await?;
        let begun = Instant::now();
        let mut state = entry.state;
        if state == TenantState::Active {
            let from = [state];
            directory.set_state(&self.id, &from, TenantState::Moving, None).await?;
            state = TenantState::Moving;
        }
        let copied = self.copy_still(claim, entry).await;
        match copied {
            Ok(rows) => {
                let then = match state {
                    TenantState::Moving => TenantState::Active,
                    state => state,
                };
                directory.set_place(&self.id, &[state], self.place.clone(), then).await?;
                Ok(Moved { rows, changes: 0, pause: begun.elapsed() })
            }
            Err(error) => {
                if state == TenantState::Moving {
                    self.serve_again(claim, entry).await?;
                }
                Err(error)
            }
        }
    }

    async fn copy_still(&self, claim: &Claim, entry: &TenantEntry<T>) -> Result<u64, Error> {
        let tenants = self.tenants;
        // Every process has heard by then that it takes no writes; whoever has not is refused by the place.
        tokio::time::sleep(self.settle).await;
        let source = tenants.at(entry, "a tenant is moved").await?;
        if tenants.directory().db().dialect() == Dialect::Postgres {
            // What is still under way is waited for, and what comes nevertheless is refused.
            let log = Log::of(tenants, &entry.place, claim.key(), source.clone()).await?;
            log.begin(MoveState::Moved).await?;
        } else {
            tenants.shut_out(&tenants.database(&entry.place).await?, claim.key()).await?;
        }
        let target = tenants.at_place(&self.id, &self.place, "a tenant is moved").await?;
        tenants.delete_rows(&self.id, &target).await?;
        let (from, to) = (tenants.tables_at(&source)?, tenants.tables_at(&target)?);
        let moment = TxOptions::new().isolation(Isolation::RepeatableRead);
        let read = source.begin_read(moment).await?;
        let tx = target.begin().await?;
        let rows = tenants.transfer((&read, &self.id, &from), (&tx, &self.id, &to)).await?;
        tx.commit().await?;
        read.commit().await?;
        Ok(rows)
    }

    /// Takes the tenant back into service where it is.
    async fn serve_again(&self, claim: &Claim, entry: &TenantEntry<T>) -> Result<(), Error> {
        let tenants = self.tenants;
        if tenants.directory().db().dialect() == Dialect::Postgres {
            let source = tenants.at(entry, "a move has failed").await?;
            Log::of(tenants, &entry.place, claim.key(), source).await?.end().await?;
        } else {
            tenants.let_in(&tenants.database(&entry.place).await?, claim.key()).await?;
        }
        let from = [TenantState::Moving];
        let directory = tenants.directory();
        Ok(directory.set_state(&self.id, &from, TenantState::Active, None).await?)
    }
}
