//! Tenants as the directory says they are.

use super::Directory;
use super::entry::{TenantEntry, id_of, key_of};
use super::live::{check_state, unknown};
use super::table::TenantRow;
use super::{TenantPlace, Usage};
use crate::db::Tenant;
use crate::error::Error;
use crate::value::DbType;
use chrono::{DateTime, Utc};

impl<T: DbType> Directory<T> {
    /// A tenant that is in service, to send statements for. One statement when this process asks for it
    /// the first time.
    ///
    /// The handle follows the directory: each statement, and each transaction's begin, asks before it is
    /// sent what is known of the tenant then, once more if it waited for a connection, and goes to where its
    /// rows are then. A transaction stays where it began.
    ///
    /// # Errors
    /// [`is_unknown_tenant`](Error::is_unknown_tenant),
    /// [`is_tenant_suspended`](Error::is_tenant_suspended),
    /// [`is_tenant_unready`](Error::is_tenant_unready),
    /// [`is_tenant_deleted`](Error::is_tenant_deleted); [`is_unscoped`](Error::is_unscoped) for an empty
    /// id; those of a query.
    pub async fn tenant(&self, id: T) -> Result<Tenant<T>, Error> {
        let id = id.into_value();
        let live = self.core.live(&key_of(&id)?).await?;
        self.core.watch.fresh().await?;
        check_state(live.known().state, true)?;
        Ok(Tenant::of_directory(id, (self.core.clone(), live), false))
    }

    /// A tenant in any state, without its quota: for what makes, fills, moves, counts and empties its
    /// tables. The reason is written to the log, as an event of the level INFO and the target
    /// `orm::tenancy`.
    ///
    /// # Errors
    /// [`is_unknown_tenant`](Error::is_unknown_tenant), [`is_unscoped`](Error::is_unscoped) for an empty
    /// id, and those of a query.
    pub async fn manage(&self, id: T, reason: &str) -> Result<Tenant<T>, Error> {
        let id = id.into_value();
        let live = self.core.live(&key_of(&id)?).await?;
        if live.known().state.is_none() {
            return Err(unknown());
        }
        tracing::info!(target: "orm::tenancy", reason, "a tenant is reached whatever its state");
        Ok(Tenant::of_directory(id, (self.core.clone(), live), true))
    }

    /// A tenant as it would be in another place: for what copies its rows there. The directory is asked
    /// for the place's connection, and not whether there is such a tenant. The reason is written to the
    /// log.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found) if there is no such connection,
    /// [`is_unscoped`](Error::is_unscoped) for an empty id or a name that no schema can have,
    /// [`is_unsupported`](Error::is_unsupported) for a schema on SQLite.
    pub async fn tenant_at(
        &self,
        id: T,
        place: &TenantPlace,
        reason: &str,
    ) -> Result<Tenant<T>, Error> {
        let id = id.into_value();
        key_of(&id)?;
        place.check(self.core.db.dialect())?;
        let placed = self.core.placed(place.clone(), None).await?;
        tracing::info!(target: "orm::tenancy", reason, "a tenant is reached in another place");
        Ok(Tenant::placed(id, &placed))
    }

    /// The tenant's entry, as it is in the database now.
    ///
    /// # Errors
    /// [`is_unknown_tenant`](Error::is_unknown_tenant), and those of a query.
    pub async fn get(&self, id: &T) -> Result<TenantEntry<T>, Error> {
        self.find(id).await?.ok_or_else(unknown)
    }

    /// The tenant's entry, if there is one.
    ///
    /// # Errors
    /// Those of a query.
    pub async fn find(&self, id: &T) -> Result<Option<TenantEntry<T>>, Error> {
        let row = TenantRow::find(&self.core.db, key_of(&id.to_value())?).await?;
        row.map(TenantEntry::of).transpose()
    }

    /// All entries, in the order of the ids' texts.
    ///
    /// # Errors
    /// Those of a query.
    pub async fn list(&self) -> Result<Vec<TenantEntry<T>>, Error> {
        let rows = TenantRow::query().order_by(|t| t.id.asc()).all(&self.core.db).await?;
        rows.into_iter().map(TenantEntry::of).collect()
    }

    /// At most `size` entries after this tenant, or the first ones, in the order of the ids' texts. A late
    /// page costs no more than the first.
    ///
    /// # Errors
    /// Those of a query.
    pub async fn page(&self, size: u32, after: Option<&T>) -> Result<Vec<TenantEntry<T>>, Error> {
        let mut query = TenantRow::query().order_by(|t| t.id.asc()).limit(size.into());
        if let Some(after) = after {
            let key = key_of(&after.to_value())?;
            query = query.filter(|t| t.id.gt(key));
        }
        let rows = query.all(&self.core.db).await?;
        rows.into_iter().map(TenantEntry::of).collect()
    }

    /// What the tenant did in this process since the directory was opened; nothing is sent.
    ///
    /// # Errors
    /// [`is_unscoped`](Error::is_unscoped) for an empty id.
    pub fn usage(&self, id: &T) -> Result<Usage, Error> {
        let live = self.core.known(&key_of(&id.to_value())?);
        Ok(live.map(|live| live.counters.usage(live.held())).unwrap_or_default())
    }

    /// What the tenant did in all processes since the beginning of this time's hour, as far as they have
    /// written it down.
    ///
    /// # Errors
    /// [`is_unscoped`](Error::is_unscoped) for an empty id, and those of a query.
    pub async fn usage_since(&self, id: &T, since: DateTime<Utc>) -> Result<Usage, Error> {
        self.core.usage_since(&key_of(&id.to_value())?, since).await
    }

    /// Writes down what tenants did in this process since the last time, for each tenant and hour, in one
    /// statement, and says of how many tenants. For a task that does so every minute or so, and before the
    /// program ends.
    ///
    /// # Errors
    /// Those of a write; nothing is lost then.
    pub async fn flush(&self) -> Result<usize, Error> {
        self.core.flush().await
    }

    /// The id as the directory's tables have it: for tables beside them.
    ///
    /// # Errors
    /// [`is_unscoped`](Error::is_unscoped) for an empty id, or one of a type that has no text.
    pub fn key_of(&self, id: &T) -> Result<String, Error> {
        key_of(&id.to_value())
    }

    /// The id that the directory's tables have like this.
    ///
    /// # Errors
    /// [`is_decode`](Error::is_decode) if it is none.
    pub fn id_of(&self, key: &str) -> Result<T, Error> {
        id_of(key)
    }
}
