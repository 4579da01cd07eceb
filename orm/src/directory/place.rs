//! Where a tenant's rows are.

use crate::db::check_schema;
use crate::error::Error;

/// Where a tenant's rows are: in which database, and there in which schema. The default is the tables
/// that tenants share in the admin database.
///
/// ```
/// use orm::directory::TenantPlace;
///
/// let shared = TenantPlace::rows();
/// let schema = TenantPlace::schema("tenant_7");
/// let database = TenantPlace::database("acme-db"); // the name of a connection
/// let both = TenantPlace::database("eu-shared").in_schema("tenant_7");
/// # assert_ne!(shared, schema);
/// # assert_ne!(database, both);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct TenantPlace {
    /// The name of a connection of the directory; `None` for the admin database.
    pub connection: Option<String>,
    /// The schema with its tables, on PostgreSQL; `None` for those that the models name.
    pub schema: Option<String>,
}

impl TenantPlace {
    /// The shared tables of the admin database.
    pub fn rows() -> Self {
        TenantPlace::default()
    }

    /// A schema of the admin database.
    pub fn schema(name: impl Into<String>) -> Self {
        TenantPlace::rows().in_schema(name)
    }

    /// The tables of another database: one of the directory's connections.
    pub fn database(connection: impl Into<String>) -> Self {
        TenantPlace { connection: Some(connection.into()), schema: None }
    }

    /// A schema there.
    pub fn in_schema(self, name: impl Into<String>) -> Self {
        TenantPlace { schema: Some(name.into()), ..self }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        self.schema.as_deref().map_or(Ok(()), check_schema)
    }
}
