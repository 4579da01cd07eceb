//! What a directory says of a tenant.

use super::table::TenantRow;
use super::{Quota, TenantPlace};
use crate::error::{Error, Kind};
use crate::value::{DbType, text_form};
use crate::{DbEnum, Value};
use chrono::{DateTime, Utc};

/// What may be done with a tenant's rows.
///
/// | | reads | writes, and transactions that may write | predicate of the refusal |
/// |---|---|---|---|
/// | `Creating` | no | no | [`is_tenant_unready`](Error::is_tenant_unready) |
/// | `Active` | yes | yes | |
/// | `Suspended` | no | no | [`is_tenant_suspended`](Error::is_tenant_suspended) |
/// | `Moving` | yes | no | [`is_tenant_unready`](Error::is_tenant_unready) |
/// | `Deleting`, `Deleted` | no | no | [`is_tenant_deleted`](Error::is_tenant_deleted) |
#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TenantState {
    /// Its schema or database is being made.
    Creating,
    /// In service.
    Active,
    /// Out of service until it is resumed.
    Suspended,
    /// Its rows are being copied to another place.
    Moving,
    /// It will be deleted, or is being deleted: its rows may still be there.
    Deleting,
    /// Its rows are gone. The entry stays, so that nobody gets the id again.
    Deleted,
}

/// A tenant in a [`Directory`](crate::Directory).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TenantEntry<T> {
    /// The id.
    pub id: T,
    /// A name for people; it need not be unique.
    pub name: String,
    /// What may be done with its rows.
    pub state: TenantState,
    /// Why it is in that state, as whoever changed it said.
    pub reason: Option<String>,
    /// Where its rows are.
    pub place: TenantPlace,
    /// What the program keeps with it.
    pub metadata: serde_json::Value,
    /// What it may use.
    pub quota: Quota,
    /// When the entry was made.
    pub created_at: DateTime<Utc>,
    /// When the entry was changed last.
    pub changed_at: DateTime<Utc>,
    /// When its rows may be deleted, if it is `Deleting`.
    pub delete_after: Option<DateTime<Utc>>,
    /// The version of its tables, as whoever migrates them says.
    pub version: Option<String>,
    /// What went wrong last with the tenant's tables, if anything.
    pub error: Option<String>,
    /// The rows in its tables, as they were counted last.
    pub stored_rows: Option<i64>,
    /// The bytes of its tables, as they were counted last.
    pub stored_bytes: Option<i64>,
    /// When they were counted.
    pub counted_at: Option<DateTime<Utc>>,
}

/// A tenant to be entered: [`Directory::insert`](crate::Directory::insert).
#[derive(Debug, Clone, Default)]
pub struct NewTenant {
    /// A name for people.
    pub name: String,
    /// Where its rows will be.
    pub place: TenantPlace,
    /// What it may use; no limits by default.
    pub quota: Quota,
    /// What the program keeps with it; `null` by default.
    pub metadata: serde_json::Value,
}

impl<T: DbType> TenantEntry<T> {
    pub(super) fn of(row: TenantRow) -> Result<Self, Error> {
        let quota = Quota::of(&row);
        Ok(TenantEntry {
            id: id_of(&row.id)?,
            name: row.name,
            state: row.state,
            reason: row.reason,
            place: TenantPlace { connection: row.connection, schema: row.schema },
            metadata: row.metadata,
            quota,
            created_at: row.created_at,
            changed_at: row.changed_at,
            delete_after: row.delete_after,
            version: row.version,
            error: row.error,
            stored_rows: row.stored_rows,
            stored_bytes: row.stored_bytes,
            counted_at: row.counted_at,
        })
    }
}

/// The id as the directory's tables have it.
///
/// # Errors
/// [`is_unscoped`](Error::is_unscoped) if it is empty, or of a type without a text.
pub(super) fn key_of(id: &Value) -> Result<String, Error> {
    let refused = |why: &str| Error::new(Kind::Unscoped, why);
    if crate::scope::is_empty(id) {
        return Err(refused("the tenant's id is empty"));
    }
    text_form::write(id).ok_or_else(|| refused("a tenant's id is a value that has a text"))
}

pub(super) fn id_of<T: DbType>(key: &str) -> Result<T, Error> {
    let id = text_form::read(T::TYPE, key).and_then(T::from_value);
    id.map_err(|error| {
        Error::new(Kind::Decode, "the directory has tenants with ids of another type")
            .with_source(error)
    })
}
