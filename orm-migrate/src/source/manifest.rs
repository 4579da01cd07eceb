//! What a migration says of itself beside its SQL: `migration.toml`.

use serde::{Deserialize, Serialize};

/// The version of the files' layout.
pub(crate) const FORMAT: u32 = 1;

/// What `migration.toml` says. A migration without that file has the defaults.
///
/// ```toml
/// format = 1
/// dependencies = ["20260102030405_customers"]
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Manifest {
    /// The version of the files' layout, 1.
    pub format: u32,
    /// The ids of the migrations that have to be applied before it.
    pub dependencies: Vec<String>,
    /// The line of development that it belongs to, if that is another one than its first dependency's.
    /// Each branch has one migration that nothing of the branch depends on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// Whether all of it runs in one transaction, which is the default; otherwise its statements are
    /// recorded one by one.
    #[serde(skip_serializing_if = "is_true")]
    pub transactional: bool,
    /// Why there is no way back. Without `down.sql`, there is none either.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub irreversible: Option<String>,
    /// What the way back loses, for people; it is gone only if they say so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub down_destroys: Vec<String>,
    /// The databases that it is for, `"postgres"` and `"sqlite"`; none means both.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub databases: Vec<String>,
    /// The tables that it makes anew on SQLite, by their names. Views and triggers that mention them are set
    /// aside from the first statement that names `"orm_new_.."`, the new table, to the last one; around
    /// all, where none does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rebuilds: Vec<String>,
    /// Whether foreign keys are off meanwhile on SQLite; they are checked at the end. Always, where tables are
    /// made anew.
    #[serde(skip_serializing_if = "is_false")]
    pub foreign_keys_off: bool,
    /// Whether `up.sql` has the tables with tenants, too, because some tenants share them, beside those with
    /// schemas, for which there is `tenant/up.sql`: see
    /// [`TenantSettings::rows`](crate::TenantSettings::rows).
    #[serde(skip_serializing_if = "is_false")]
    pub tenant_rows: bool,
    /// The ids of the migrations whose place it takes, in their order. A database that has had all of them
    /// has had it; one that has had some of them gets the others first, and one that has had none gets
    /// it alone. Their files may go once no database is half-way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<String>,
}

impl Default for Manifest {
    fn default() -> Self {
        Manifest {
            format: FORMAT,
            dependencies: Vec::new(),
            branch: None,
            transactional: true,
            irreversible: None,
            down_destroys: Vec::new(),
            databases: Vec::new(),
            rebuilds: Vec::new(),
            foreign_keys_off: false,
            tenant_rows: false,
            replaces: Vec::new(),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_true(value: &bool) -> bool {
    *value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}
