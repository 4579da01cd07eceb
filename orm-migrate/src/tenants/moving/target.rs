//! The place that a tenant is moved to: made, emptied, completed; and the one that it left.

use super::Move;
use super::log::{Log, has_moves};
use super::references::{add_unchecked, check_references, complete_references};
use crate::Error;
use crate::run::run;
use crate::tenants::Tenants;
use crate::tenants::claim::Claim;
use crate::tenants::create::Sure;
use crate::tenants::place::{References, mark_if_any, references_sql, to_head};
use crate::tenants::table::{LeftRow, MarkRow, life_row};
use chrono::Utc;
use orm::directory::TenantPlace;
use orm::value::DbType;
use orm::{Dialect, TenantTx};

impl<T: DbType> Move<'_, T> {
    /// Registers the connection of the place, if one is given, and makes its database.
    pub(super) async fn make_place(&self, claim: &Claim, is_known: bool) -> Result<(), Error> {
        let Some(name) = &self.place.connection else { return Ok(()) };
        let connections = self.tenants.directory().connections();
        let Some(new) = &self.connection else { return Ok(()) };
        let is_there = connections.list().await?.iter().any(|one| one.name == *name);
        let entry = match is_known && is_there {
            true => connections.get(name).await?,
            false => connections.add(name, new.clone()).await?,
        };
        if !self.tenants.is_database_there(&entry).await? {
            let to_made_database = Some(true);
            claim.write(life_row::Patch { to_made_database, ..Default::default() }).await?;
            self.tenants.make_database(&entry).await?;
        }
        Ok(())
    }

    /// Makes empty tables there, and says whether they were made for the tenant alone.
    pub(super) async fn make_tables(
        &self,
        key: &str,
        references: References,
    ) -> Result<bool, Error> {
        let (tenants, schema) = (self.tenants, self.place.schema.as_deref());
        let db = tenants.database(&self.place).await?;
        // What an attempt left that did not end.
        if let Some(mark) = mark_if_any(&db, key, schema).await? {
            if mark.made_tables {
                tenants.drop_tables(&db, schema).await?;
            }
            mark.delete(&db).await?;
        }
        let is_own = tenants.is_dedicated(&self.place).await?;
        to_head(&db, key, schema, &tenants.head()?, (is_own, references)).await?;
        tenants.complete_place(&self.place).await?;
        tenants.copy_shared(&self.id, &self.place).await?;
        Ok(mark_if_any(&db, key, schema).await?.is_some_and(|mark| mark.made_tables))
    }

    /// Makes the references there, to be checked later: this is quick however many rows there are.
    pub(super) async fn add_references(&self, tx: &TenantTx<T>) -> Result<(), Error> {
        let references = references_sql(self.place.schema.as_deref(), &self.tenants.head()?);
        Ok(add_unchecked(tx, &references).await?)
    }

    /// Checks the references there, and writes down that the rows are.
    pub(super) async fn complete(&self, key: &str) -> Result<(), Error> {
        let tenants = self.tenants;
        let db = tenants.database(&self.place).await?;
        let place = self.place.schema.clone().unwrap_or_default();
        let mark = MarkRow::query().filter(|m| m.tenant.eq(key) & m.place.eq(place));
        mark.update(|m| m.is_seeded.set(true)).exec(&db).await?;
        if db.dialect() == Dialect::Sqlite {
            return Ok(());
        }
        tenants.copy_shared(&self.id, &self.place).await?;
        let at = tenants.at_place(&self.id, &self.place, "references are checked").await?;
        for texts in tenants.tables_at(&at)?.all {
            check_references(&db, &texts.name).await?;
        }
        if !self.is_own_place().await? {
            return Ok(());
        }
        let references = references_sql(self.place.schema.as_deref(), &tenants.head()?);
        complete_references(&db, references).await
    }
}

impl<T: DbType> Tenants<T> {
    /// Drops the tables that were made for a tenant alone.
    async fn drop_tables(&self, db: &orm::Db, schema: Option<&str>) -> Result<(), Error> {
        let statements = match schema {
            Some(schema) => {
                let schema = Dialect::Postgres.quoted(schema);
                vec![format!("DROP SCHEMA IF EXISTS {schema} CASCADE")]
            }
            None => crate::drop_sql(db.dialect(), self.tables()),
        };
        Ok(db.transaction(async |tx| run(tx, statements).await).await?)
    }

    /// Removes what a move that did not end has made; says whether that was the database.
    pub(super) async fn empty_place(
        &self,
        id: &T,
        key: &str,
        place: &TenantPlace,
        made_database: bool,
    ) -> Result<bool, Error> {
        let connections = self.directory().connections().list().await?;
        if place.connection.as_ref().is_some_and(|name| connections.iter().all(|c| c.name != *name))
        {
            return Ok(false);
        }
        self.remove_place(id, key, place, made_database, Sure::IfMarked).await
    }

    /// Removes the rows that a tenant left in a place before it comes back, when no writes can be on their way
    /// there that were meant for it before.
    pub(super) async fn remove_left_at(
        &self,
        id: &T,
        key: &str,
        place: &TenantPlace,
    ) -> Result<(), Error> {
        let left = LeftRow::query().filter(|l| l.tenant.eq(key));
        for left in left.all(self.directory().db()).await? {
            if (&left.connection, &left.schema) == (&place.connection, &place.schema) {
                let rest = left.refuse_until.signed_duration_since(Utc::now()).to_std();
                tokio::time::sleep(rest.unwrap_or_default()).await;
                self.remove_left(id, &left).await?;
            }
        }
        Ok(())
    }

    /// Removes rows that a tenant left, and what kept its writers away from them.
    pub(in crate::tenants) async fn remove_left(
        &self,
        id: &T,
        left: &LeftRow,
    ) -> Result<(), Error> {
        let mut place = TenantPlace::rows();
        (place.connection, place.schema) = (left.connection.clone(), left.schema.clone());
        let db = self.database(&place).await?;
        // A database that goes takes its log along, and may be half gone.
        let stays = match (&left.connection, left.made_database) {
            (Some(name), true) => {
                let connection = self.directory().connections().get(name).await?;
                self.has_others(&left.tenant, &connection).await?
            }
            _ => true,
        };
        if stays && db.dialect() == Dialect::Sqlite {
            self.let_in(&db, &left.tenant).await?;
        }
        let has_log = stays && db.dialect() == Dialect::Postgres && has_moves(&db).await?;
        let mut log = None;
        if has_log {
            let source = self.at_place(id, &place, "rows that were left are removed").await?;
            log = Some(Log::of(self, &place, &left.tenant, source).await?);
        }
        self.remove_place(id, &left.tenant, &place, left.made_database, Sure::Yes).await?;
        if let Some(log) = log {
            log.end().await?;
        }
        LeftRow::query().filter(|l| l.id.eq(left.id)).delete().exec(self.directory().db()).await?;
        Ok(())
    }
}
