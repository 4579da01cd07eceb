//! All rows of a tenant from one place to another.

use super::Tenants;
use super::order::{Ordered, order};
use super::place::missing;
use super::rows::{Pages, RowTexts};
use super::sequence::advance;
use crate::Error;
use orm::directory::TenantPlace;
use orm::value::DbType;
use orm::{Dialect, Executor, Isolation, Tenant, TxOptions, Writer};

/// A tenant's tables in a place, in the order of their references.
pub(super) struct Tables {
    pub(super) dialect: Dialect,
    pub(super) all: Vec<RowTexts>,
}

impl<T: DbType> Tenants<T> {
    pub(super) fn tables_at(&self, at: &Tenant<T>) -> Result<Tables, Error> {
        let tables: Vec<_> = self.tenant_tables().collect();
        self.texts_at(order(&tables)?, at)
    }

    /// Those that belong to nobody.
    pub(super) fn shared_tables_at(&self, at: &Tenant<T>) -> Result<Tables, Error> {
        let shared = self.tables().iter().copied().filter(|table| table.tenant.is_none());
        self.texts_at(order(&shared.collect::<Vec<_>>())?, at)
    }

    fn texts_at(&self, ordered: Vec<Ordered>, at: &Tenant<T>) -> Result<Tables, Error> {
        let dialect = self.directory().db().dialect();
        let all = ordered.iter().map(|one| RowTexts::of(one, dialect, at));
        Ok(Tables { dialect, all: all.collect::<Result<_, _>>()? })
    }

    /// Copies the rows that belong to nobody to a database of the tenant's own, those that are not there.
    pub(super) async fn copy_shared(&self, id: &T, place: &TenantPlace) -> Result<(), Error> {
        let shared = self.tables().iter().copied().filter(|table| table.tenant.is_none());
        let shared: Vec<_> = shared.collect();
        let db = self.directory().db();
        if !self.is_dedicated(place).await? || missing(db, db.dialect(), &shared).await? > 0 {
            return Ok(());
        }
        let reason = "rows that belong to nobody are copied";
        let source = self.at_place(id, &TenantPlace::rows(), reason).await?;
        let target = self.at_place(id, place, reason).await?;
        let (from, to) = (self.shared_tables_at(&source)?, self.shared_tables_at(&target)?);
        let read = source.begin_read(TxOptions::new().isolation(Isolation::RepeatableRead)).await?;
        let tx = target.begin().await?;
        self.transfer((&read, id, &from), (&tx, id, &to)).await?;
        tx.commit().await?;
        Ok(read.commit().await?)
    }

    /// Copies all rows of one tenant to where another has none, or the rows that belong to nobody.
    pub(super) async fn transfer(
        &self,
        (from, from_id, source): (&(impl Executor + ?Sized), &T, &Tables),
        (to, to_id, target): (&(impl Writer + ?Sized), &T, &Tables),
    ) -> Result<u64, Error> {
        let mut count = 0;
        for (source, target) in source.all.iter().zip(&target.all) {
            let mut pages = Pages::all(source);
            loop {
                let rows = pages.next(from, self.same(from_id)?).await?;
                if rows.is_empty() {
                    break;
                }
                count += target.insert(to, self.same(to_id)?, &rows).await?;
            }
        }
        for (source, target) in source.all.iter().zip(&target.all) {
            let mut pages = Pages::late(source);
            loop {
                let rows = pages.next(from, self.same(from_id)?).await?;
                if rows.is_empty() {
                    break;
                }
                target.fill_in(to, self.same(to_id)?, &rows).await?;
            }
        }
        for table in &target.all {
            advance(to, target.dialect, table, self.same(to_id)?).await?;
        }
        Ok(count)
    }
}
