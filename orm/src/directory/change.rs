//! A change of the directory: a transaction that everybody hears of.

use super::core::Core;
use super::table::ChangeRow;
use crate::db::{Tx, notify};
use crate::error::Error;
use crate::sql::Dialect;

/// The channel that changes are told in, on PostgreSQL.
pub(super) const CHANNEL: &str = "orm_directory";

/// A change that is being made. Dropped, it is none.
pub(super) struct Change<'a> {
    core: &'a Core,
    pub(super) tx: Tx,
    /// Its number, which every row that it changes gets.
    pub(super) revision: i64,
}

impl<'a> Change<'a> {
    pub(super) async fn begin(core: &'a Core) -> Result<Self, Error> {
        Change::of(core, core.db.begin().await?).await
    }

    /// In a transaction of the admin database that is there already.
    pub(super) async fn of(core: &'a Core, tx: Tx) -> Result<Self, Error> {
        // One at a time from here on: numbers are in the order of the commits.
        let counted = ChangeRow::query()
            .filter(|c| c.id.eq(ChangeRow::ONLY))
            .update(|c| c.revision.set(c.revision + 1))
            .returning(&tx)
            .await?;
        let row = counted.into_iter().next().ok_or_else(|| Error::not_found("ChangeRow"))?;
        Ok(Change { core, tx, revision: row.revision })
    }

    /// Says that it removes rows.
    pub(super) async fn removes(&self) -> Result<(), Error> {
        ChangeRow::query()
            .filter(|c| c.id.eq(ChangeRow::ONLY))
            .update(|c| c.removal.set(c.revision))
            .exec(&self.tx)
            .await
            .map(drop)
    }

    /// Makes it last, and lets this process know it at once; the others hear of it.
    pub(super) async fn commit(self) -> Result<(), Error> {
        if self.core.db.dialect() == Dialect::Postgres {
            notify(&self.tx, CHANNEL, "").await?;
        }
        self.tx.commit().await?;
        let core = self.core;
        if core.watch.is_followed() {
            core.wake.notify_one();
            core.watch.reaches(self.revision).await;
            return Ok(());
        }
        core.catch_up(&core.db).await
    }
}
