//! Tenants with schemas of their own: made, dropped, and listed.

use crate::create_tenant_sql;
use crate::run::run;
use orm::schema::Table;
use orm::value::DbType;
use orm::{Db, Dialect, Error, Tenancy, Tenant, sql};

/// Makes a tenant's schema and in it the tables of the models with tenants, all or nothing. What the
/// tenants share has to be there: [`create_tables`](crate::create_tables). Where the tenants share all
/// tables there is nothing to do.
///
/// ```no_run
/// # async fn run(tables: &[&'static orm::schema::Table]) -> Result<(), orm::Error> {
/// use orm::{Db, Tenancy};
///
/// let db = Db::builder("postgres://localhost/shop").tenancy(Tenancy::schemas()).connect().await?;
/// orm_migrate::create_tables(&db, tables).await?;
/// // The schema `tenant_7`.
/// orm_migrate::create_tenant(&db.tenant(7_i64), tables).await?;
/// # Ok(()) }
/// ```
///
/// # Errors
/// [`is_unscoped`](Error::is_unscoped) if the tenant's id is empty or cannot name a schema,
/// [`is_unsupported`](Error::is_unsupported) if a model with tenants names a schema, and the database's
/// own error if the tenant's schema is there already or a shared table is not.
pub async fn create_tenant<T: DbType>(
    tenant: &Tenant<T>,
    tables: &[&'static Table],
) -> Result<(), Error> {
    let Some(schema) = tenant.schema()? else { return Ok(()) };
    for table in tables {
        tenant.table_name(table)?;
    }
    let statements = create_tenant_sql(schema, tables);
    tenant.transaction(async |tx| run(tx, statements).await).await
}

/// Drops a tenant's schema with everything in it, if it is there. Where the tenants share all tables
/// nothing is done, and this is `false`: the tenant's rows are deleted by queries.
///
/// # Errors
/// [`is_unscoped`](Error::is_unscoped) if the tenant's id is empty or cannot name a schema, and the
/// database's own error if something else depends on a table of the schema in a way that forbids it.
pub async fn drop_tenant<T: DbType>(tenant: &Tenant<T>) -> Result<bool, Error> {
    let Some(schema) = tenant.schema()? else { return Ok(false) };
    let drop = format!("DROP SCHEMA IF EXISTS {} CASCADE", Dialect::Postgres.quoted(schema));
    tenant.transaction(async |tx| run(tx, vec![drop]).await).await?;
    Ok(true)
}

/// The names of the schemas with the tenants' prefix, in the order of their bytes; none where the tenants
/// share all tables.
///
/// # Errors
/// Those of a query.
pub async fn tenant_schemas(db: &Db) -> Result<Vec<String>, Error> {
    let Tenancy::Schemas { prefix } = db.tenancy() else { return Ok(Vec::new()) };
    let names = "SELECT nspname::text FROM pg_catalog.pg_namespace \
                 WHERE pg_catalog.starts_with(nspname::text, $1) ORDER BY nspname::text COLLATE \"C\"";
    sql::<String>(names).bind(prefix.as_str()).all(db).await
}
