//! Changes of tenants' entries.

use super::change::Change;
use super::core::no_connection;
use super::entry::{NewTenant, TenantEntry, TenantState, key_of};
use super::live::unknown;
use super::table::{ConnectionRow, TenantRow, tenant_row};
use super::{ConnectionKind, Directory, Quota, TenantPlace};
use crate::db::Tx;
use crate::error::Error;
use crate::value::DbType;
use chrono::{DateTime, Utc};

/// Changes. Each is a transaction of its own in the admin database, and counts in this process when it
/// gives back, in others within half a second.
impl<T: DbType> Directory<T> {
    /// Enters a tenant, in the state `Creating`: its tables are not made by this.
    ///
    /// # Errors
    /// [`is_unique_violation`](Error::is_unique_violation) if the id is there, a deleted tenant's too;
    /// [`is_unscoped`](Error::is_unscoped) for an empty id or a name that no schema can have;
    /// [`is_unsupported`](Error::is_unsupported) for a schema on SQLite;
    /// [`is_not_found`](Error::is_not_found) if there is no such connection, and
    /// [`is_refused`](Error::is_refused) if it takes no tenants, or has one and is `Dedicated`.
    pub async fn insert(&self, id: &T, new: NewTenant) -> Result<TenantEntry<T>, Error> {
        let key = key_of(&id.to_value())?;
        new.place.check(self.core.db.dialect())?;
        let change = Change::begin(&self.core).await?;
        check_connection(&change.tx, &key, &new.place).await?;
        let quota = Columns::of(&new.quota);
        let row = TenantRow::create(
            &change.tx,
            tenant_row::New {
                id: key,
                name: new.name,
                state: TenantState::Creating,
                reason: None,
                connection: new.place.connection,
                schema: new.place.schema,
                metadata: new.metadata,
                delete_after: None,
                version: None,
                error: None,
                max_connections: quota.max_connections,
                max_rows: quota.max_rows,
                max_statements_per_second: quota.max_statements_per_second,
                stored_rows: None,
                stored_bytes: None,
                counted_at: None,
                revision: change.revision,
            },
        )
        .await?;
        change.commit().await?;
        TenantEntry::of(row)
    }

    /// Takes a tenant out of service: whatever is sent for it is refused with
    /// [`is_tenant_suspended`](Error::is_tenant_suspended), and transactions that are under way roll back.
    ///
    /// # Errors
    /// [`is_unknown_tenant`](Error::is_unknown_tenant), and [`is_refused`](Error::is_refused) if it is
    /// neither in service nor suspended.
    pub async fn suspend(&self, id: &T, reason: &str) -> Result<(), Error> {
        let from = &[TenantState::Active, TenantState::Suspended];
        self.set_state(id, from, TenantState::Suspended, Some(reason)).await
    }

    /// Takes a suspended tenant back into service.
    ///
    /// # Errors
    /// Those of [`suspend`](Self::suspend).
    pub async fn resume(&self, id: &T) -> Result<(), Error> {
        let from = &[TenantState::Active, TenantState::Suspended];
        self.set_state(id, from, TenantState::Active, None).await
    }

    /// Changes the name.
    ///
    /// # Errors
    /// [`is_unknown_tenant`](Error::is_unknown_tenant).
    pub async fn rename(&self, id: &T, name: impl Into<String>) -> Result<(), Error> {
        let name = Some(name.into());
        self.patch(id, tenant_row::Patch { name, ..Default::default() }).await
    }

    /// Changes what it may use.
    ///
    /// # Errors
    /// [`is_unknown_tenant`](Error::is_unknown_tenant).
    pub async fn set_quota(&self, id: &T, quota: Quota) -> Result<(), Error> {
        let columns = Columns::of(&quota);
        let patch = tenant_row::Patch {
            max_connections: Some(columns.max_connections),
            max_rows: Some(columns.max_rows),
            max_statements_per_second: Some(columns.max_statements_per_second),
            ..Default::default()
        };
        self.patch(id, patch).await
    }

    /// Changes what the program keeps with it.
    ///
    /// # Errors
    /// [`is_unknown_tenant`](Error::is_unknown_tenant).
    pub async fn set_metadata(&self, id: &T, metadata: serde_json::Value) -> Result<(), Error> {
        let metadata = Some(metadata);
        self.patch(id, tenant_row::Patch { metadata, ..Default::default() }).await
    }

    /// Writes down how much is in the tenant's tables, for
    /// [`Quota::max_rows`](super::Quota::max_rows). Whoever counts calls this.
    ///
    /// # Errors
    /// [`is_unknown_tenant`](Error::is_unknown_tenant).
    pub async fn record_size(&self, id: &T, rows: u64, bytes: Option<u64>) -> Result<(), Error> {
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let patch = tenant_row::Patch {
            stored_rows: Some(Some(number(rows))),
            stored_bytes: Some(bytes.map(number)),
            counted_at: Some(Some(Utc::now())),
            ..Default::default()
        };
        self.patch(id, patch).await
    }
}

/// For what makes, migrates, moves and deletes tenants.
impl<T: DbType> Directory<T> {
    /// Changes the state, if it is one of these now. It says nothing of the rows: whoever calls this sees
    /// to them.
    ///
    /// # Errors
    /// [`is_unknown_tenant`](Error::is_unknown_tenant), and [`is_refused`](Error::is_refused) if the
    /// tenant is in another state.
    pub async fn set_state(
        &self,
        id: &T,
        from: &[TenantState],
        to: TenantState,
        reason: Option<&str>,
    ) -> Result<(), Error> {
        let change = Change::begin(&self.core).await?;
        let row = self.row_in(&change.tx, id, from).await?;
        let patch = tenant_row::Patch {
            state: Some(to),
            reason: Some(reason.map(str::to_owned)),
            revision: Some(change.revision),
            ..Default::default()
        };
        row.update(&change.tx, patch).await?;
        change.commit().await
    }

    /// Says that the tenant's rows are elsewhere, and that it is in this state there, together. Handles
    /// that are there send their next statement to the new place; a transaction that was begun at the old
    /// one does not commit.
    ///
    /// # Errors
    /// Those of [`set_state`](Self::set_state), and of [`insert`](Self::insert) for the place.
    pub async fn set_place(
        &self,
        id: &T,
        from: &[TenantState],
        place: TenantPlace,
        to: TenantState,
    ) -> Result<(), Error> {
        self.set_place_by(self.core.db.begin().await?, id, from, place, to).await
    }

    /// As [`set_place`](Self::set_place), by a transaction of the admin database that is there already, and that
    /// it commits: it waits for no connection, and what else was read or written in the transaction holds
    /// together with the change.
    ///
    /// # Errors
    /// Those of [`set_place`](Self::set_place); the transaction is rolled back.
    pub async fn set_place_by(
        &self,
        tx: Tx,
        id: &T,
        from: &[TenantState],
        place: TenantPlace,
        to: TenantState,
    ) -> Result<(), Error> {
        place.check(self.core.db.dialect())?;
        let change = Change::of(&self.core, tx).await?;
        let row = self.row_in(&change.tx, id, from).await?;
        check_connection(&change.tx, &row.id, &place).await?;
        let patch = tenant_row::Patch {
            connection: Some(place.connection),
            schema: Some(place.schema),
            state: Some(to),
            reason: Some(None),
            revision: Some(change.revision),
            ..Default::default()
        };
        row.update(&change.tx, patch).await?;
        change.commit().await
    }

    /// Says when a tenant in the state `Deleting` may lose its rows.
    ///
    /// # Errors
    /// [`is_unknown_tenant`](Error::is_unknown_tenant).
    pub async fn set_delete_after(&self, id: &T, time: Option<DateTime<Utc>>) -> Result<(), Error> {
        let delete_after = Some(time);
        self.patch(id, tenant_row::Patch { delete_after, ..Default::default() }).await
    }

    /// Writes down which version its tables have, and what went wrong with them, if anything.
    ///
    /// # Errors
    /// [`is_unknown_tenant`](Error::is_unknown_tenant).
    pub async fn set_version(
        &self,
        id: &T,
        version: Option<&str>,
        error: Option<&str>,
    ) -> Result<(), Error> {
        let patch = tenant_row::Patch {
            version: Some(version.map(str::to_owned)),
            error: Some(error.map(str::to_owned)),
            ..Default::default()
        };
        self.patch(id, patch).await
    }

    /// Removes the entry of a tenant that never came to be, or was deleted. The id is free then, and whoever
    /// has a handle of it reaches the next tenant with this id: keep the entry where that must not be.
    ///
    /// # Errors
    /// [`is_unknown_tenant`](Error::is_unknown_tenant), and [`is_refused`](Error::is_refused) if the
    /// tenant is in another state.
    pub async fn remove(&self, id: &T) -> Result<(), Error> {
        let from = &[TenantState::Creating, TenantState::Deleted];
        let change = Change::begin(&self.core).await?;
        let row = self.row_in(&change.tx, id, from).await?;
        row.delete(&change.tx).await?;
        change.removes().await?;
        change.commit().await
    }

    async fn patch(&self, id: &T, patch: tenant_row::Patch) -> Result<(), Error> {
        let change = Change::begin(&self.core).await?;
        let row = self.row(&change.tx, id).await?;
        let revision = Some(change.revision);
        row.update(&change.tx, tenant_row::Patch { revision, ..patch }).await?;
        change.commit().await
    }

    /// The row, which nobody else changes until the transaction's end: the change's number is counted up.
    async fn row(&self, tx: &Tx, id: &T) -> Result<TenantRow, Error> {
        let key = key_of(&id.to_value())?;
        TenantRow::find(tx, key).await?.ok_or_else(unknown)
    }

    async fn row_in(&self, tx: &Tx, id: &T, from: &[TenantState]) -> Result<TenantRow, Error> {
        let row = self.row(tx, id).await?;
        match from.contains(&row.state) {
            true => Ok(row),
            false => Err(refused(format!("the tenant is {}", row.state.as_label()))),
        }
    }
}

/// Whether the place's connection takes this tenant.
async fn check_connection(tx: &Tx, key: &str, place: &TenantPlace) -> Result<(), Error> {
    let Some(name) = &place.connection else { return Ok(()) };
    let row = ConnectionRow::find(tx, name.as_str()).await?;
    let row = row.ok_or_else(|| no_connection(name))?;
    if !row.kind.takes_tenants() {
        let kind = row.kind.as_label();
        return Err(refused(format!("the connection `{name}` is {kind} and takes no tenants")));
    }
    if row.kind == ConnectionKind::Dedicated {
        let others = TenantRow::query()
            .filter(|t| t.connection.eq(name.as_str()) & t.id.ne(key))
            .filter(|t| t.state.ne(TenantState::Deleted));
        if others.exists(tx).await? {
            return Err(refused(format!("the connection `{name}` has its one tenant")));
        }
    }
    Ok(())
}

fn refused(why: String) -> Error {
    Error::refused(why)
}

/// A quota as columns.
struct Columns {
    max_connections: Option<i32>,
    max_rows: Option<i64>,
    max_statements_per_second: Option<i32>,
}

impl Columns {
    fn of(quota: &Quota) -> Self {
        let small = |most: u32| i32::try_from(most).unwrap_or(i32::MAX);
        Columns {
            max_connections: quota.max_connections.map(small),
            max_rows: quota.max_rows.map(|most| i64::try_from(most).unwrap_or(i64::MAX)),
            max_statements_per_second: quota.max_statements_per_second.map(small),
        }
    }
}
