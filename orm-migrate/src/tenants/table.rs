//! The tables of the manager.

use chrono::{DateTime, Utc};
use orm::schema::Table;
use orm::{DbEnum, Model};

/// The tables of the manager, for [`create_tables`](crate::create_tables) on the admin database.
pub const TABLES: &[&Table] = &[LifeRow::TABLE, JobRow::TABLE, LeftRow::TABLE, MarkRow::TABLE];

/// A tenant that something is done with, or was.
#[derive(Model, Debug, Clone)]
#[model(table = "orm_tenant_life", unmanaged)]
pub(super) struct LifeRow {
    #[model(primary_key)]
    pub tenant: String,
    /// The last step of its creation that was begun.
    pub step: Option<CreateStep>,
    /// Whether its database was made for it, and goes with it.
    pub made_database: bool,
    /// Whether it is being moved, and between which places.
    pub is_moving: bool,
    pub from_connection: Option<String>,
    pub from_schema: Option<String>,
    pub to_connection: Option<String>,
    pub to_schema: Option<String>,
    /// Whether the database that it goes to was made for the move.
    pub to_made_database: bool,
    /// Who works on it, and until when nobody else does.
    pub claimed_by: Option<String>,
    pub claimed_until: Option<DateTime<Utc>>,
}

/// A step of a tenant's creation.
#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CreateStep {
    Connection,
    Database,
    Tables,
    Seed,
}

/// What is to be done with a tenant by a job.
#[derive(Model, Debug, Clone)]
#[model(table = "orm_tenant_job", unmanaged, primary_key(job, tenant), index(job, state, tenant))]
pub(super) struct JobRow {
    pub job: String,
    pub tenant: String,
    pub state: JobState,
    /// Whether it is among those that go first.
    pub is_canary: bool,
    pub attempts: i32,
    /// What went wrong the last time.
    pub error: Option<String>,
    pub claimed_by: Option<String>,
    pub claimed_until: Option<DateTime<Utc>>,
}

/// How far a job is with a tenant.
#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum JobState {
    Waiting,
    Running,
    Done,
    Failed,
    /// The tenant was not there any more.
    Skipped,
}

/// A place that a tenant was moved away from, with rows that are to be removed.
#[derive(Model, Debug, Clone)]
#[model(table = "orm_tenant_left", unmanaged, index(remove_after))]
pub(super) struct LeftRow {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant: String,
    pub connection: Option<String>,
    pub schema: Option<String>,
    /// Whether the database was made for the tenant, and goes.
    pub made_database: bool,
    pub remove_after: DateTime<Utc>,
    /// Until when writes may still come there, which are refused.
    pub refuse_until: DateTime<Utc>,
}

/// That a tenant's tables are in a database, and whether its first rows are: in the tenant's own database,
/// so that it is true together with them.
#[derive(Model, Debug, Clone)]
#[model(table = "orm_tenant_mark", unmanaged, primary_key(tenant, place))]
pub(super) struct MarkRow {
    pub tenant: String,
    /// The schema; empty for none.
    pub place: String,
    /// Whether the schema or the tables were made for the tenant, and go with it.
    pub made_tables: bool,
    pub is_seeded: bool,
}
