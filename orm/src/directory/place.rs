//! Where a tenant's rows are.

use crate::db::check_schema;
use crate::error::Error;
use crate::sql::Dialect;

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

    /// Whether such a place can be in databases like the admin's.
    pub(super) fn check(&self, dialect: Dialect) -> Result<(), Error> {
        let Some(schema) = &self.schema else { return Ok(()) };
        check_schema(schema)?;
        match dialect {
            Dialect::Postgres => Ok(()),
            Dialect::Sqlite => Err(Error::unsupported(
                "SQLite has no schemas: use `TenantPlace::rows()`, or a database of its own",
            )),
        }
    }
}
