//! The tables of a directory, in the admin database.

use super::{ConnectionKind, TenantState, TlsMode};
use crate::Model;
use crate::schema::Table;
use chrono::{DateTime, Utc};

/// The tables of a directory, for `orm_migrate::create_tables` on the admin database.
pub const TABLES: &[&Table] =
    &[ChangeRow::TABLE, ConnectionRow::TABLE, TenantRow::TABLE, UsageRow::TABLE];

/// How often the directory was changed: one row, which each change counts up. Whoever waits for it orders
/// the changes, so that nobody who reads those after a number misses one before.
#[derive(Model, Debug, Clone)]
#[model(table = "orm_directory", unmanaged)]
pub(crate) struct ChangeRow {
    #[model(primary_key)]
    pub id: i32,
    pub revision: i64,
    /// The number of the last change that removed a row: such a one is not found by a row's number.
    pub removal: i64,
}

impl ChangeRow {
    /// The key of the only row.
    pub(super) const ONLY: i32 = 1;
}

/// A database that tenants may be in.
#[derive(Model, Debug, Clone)]
#[model(table = "orm_connection", unmanaged, index(revision))]
pub(crate) struct ConnectionRow {
    #[model(primary_key)]
    pub name: String,
    pub kind: ConnectionKind,
    pub region: Option<String>,
    /// That of the admin database, if there is none.
    pub host: Option<String>,
    pub port: Option<i32>,
    /// On SQLite a file.
    pub database: String,
    pub user: Option<String>,
    /// Sealed: `nonce` and `ciphertext`, in Base64.
    pub password: Option<String>,
    /// The id of the key that it is sealed with.
    pub password_key: Option<String>,
    pub tls: Option<TlsMode>,
    #[model(check = "min_connections >= 0")]
    pub min_connections: i32,
    #[model(check = "max_connections > 0")]
    pub max_connections: i32,
    pub active: bool,
    #[model(updated_at)]
    pub changed_at: DateTime<Utc>,
    /// The number of its last change.
    pub revision: i64,
}

/// A tenant.
#[derive(Model, Debug, Clone)]
#[model(table = "orm_tenant", unmanaged, index(revision), index(connection), index(state))]
pub(crate) struct TenantRow {
    #[model(primary_key)]
    pub id: String,
    pub name: String,
    pub state: TenantState,
    /// Why it is in that state.
    pub reason: Option<String>,
    /// `NULL` for the admin database itself.
    #[model(references = ConnectionRow, relation = place)]
    pub connection: Option<String>,
    pub schema: Option<String>,
    pub metadata: serde_json::Value,
    #[model(created_at)]
    pub created_at: DateTime<Utc>,
    #[model(updated_at)]
    pub changed_at: DateTime<Utc>,
    pub delete_after: Option<DateTime<Utc>>,
    /// That of its tables, for whoever migrates them.
    pub version: Option<String>,
    pub error: Option<String>,
    pub max_connections: Option<i32>,
    pub max_rows: Option<i64>,
    pub max_statements_per_second: Option<i32>,
    pub stored_rows: Option<i64>,
    pub stored_bytes: Option<i64>,
    pub counted_at: Option<DateTime<Utc>>,
    pub revision: i64,
}

/// What a tenant did in an hour, in all processes together.
#[derive(Model, Debug, Clone)]
#[model(table = "orm_tenant_usage", unmanaged, primary_key(tenant_id, hour))]
pub(crate) struct UsageRow {
    pub tenant_id: String,
    /// The hour's beginning.
    pub hour: DateTime<Utc>,
    pub statements: i64,
    pub rows: i64,
    pub errors: i64,
    pub microseconds: i64,
}
