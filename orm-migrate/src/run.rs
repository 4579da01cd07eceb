//! Making and dropping tables.

use crate::{create_shared_sql, create_sql, drop_shared_sql, drop_sql, row_level_security_sql};
use orm::schema::Table;
use orm::{Db, Error, Tenancy, Writer, sql, unsafe_text};

/// Makes these tables, with their keys, indexes, checks, foreign keys and enum types, all or nothing.
/// Views are left out.
///
/// Where each tenant has [a schema of its own](orm::Tenancy::Schemas), those tables of models with
/// tenants are left out, too: [`create_tenant`](crate::create_tenant) makes them.
///
/// # Errors
/// The database's own error if a table or type is there already, or a declared expression is wrong.
pub async fn create_tables(db: &Db, tables: &[&'static Table]) -> Result<(), Error> {
    let statements = match db.tenancy() {
        Tenancy::Schemas { .. } => create_shared_sql(tables),
        _ => create_sql(db.dialect(), tables),
    };
    db.transaction(async |tx| run(tx, statements).await).await
}

/// Drops these tables with all their rows, those that exist, and their enum types, all or nothing.
///
/// Where each tenant has [a schema of its own](orm::Tenancy::Schemas), tables of models with tenants are
/// left out: [`drop_tenant`](crate::drop_tenant) drops them.
///
/// # Errors
/// [`is_foreign_key_violation`](Error::is_foreign_key_violation), or the database's own error, if a
/// table that stays refers to one of them.
pub async fn drop_tables(db: &Db, tables: &[&'static Table]) -> Result<(), Error> {
    let statements = match db.tenancy() {
        Tenancy::Schemas { .. } => drop_shared_sql(tables),
        _ => drop_sql(db.dialect(), tables),
    };
    db.transaction(async |tx| run(tx, statements).await).await
}

/// Switches row-level security on for those of these tables that have tenants, with policies for this role,
/// all or nothing: see [`row_level_security_sql`].
///
/// # Errors
/// The database's own error if a policy is there already, and on SQLite, which has none;
/// [`is_permission_denied`](Error::is_permission_denied) for whoever does not own the tables.
pub async fn enable_row_level_security(
    db: &Db,
    tables: &[&'static Table],
    role: &str,
) -> Result<(), Error> {
    let statements = row_level_security_sql(tables, role);
    db.transaction(async |tx| run(tx, statements).await).await
}

/// Runs definitions, whose texts are made of the models' names, which their authors wrote, and of
/// schemas' names, which are quoted.
pub(crate) async fn run(tx: &impl Writer, statements: Vec<String>) -> Result<(), Error> {
    for statement in statements {
        let statement = sql::<()>(unsafe_text(statement));
        statement.unscoped("a definition").exec(tx).await?;
    }
    Ok(())
}
