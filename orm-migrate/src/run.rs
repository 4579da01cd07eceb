//! Making and dropping tables.

use crate::{create_sql, drop_sql, row_level_security_sql};
use orm::schema::Table;
use orm::{Db, Error, sql, unsafe_text};

/// Makes these tables, with their keys, indexes, checks, foreign keys and enum types, all or nothing.
/// Views are left out.
///
/// # Errors
/// The database's own error if a table or type is there already, or a declared expression is wrong.
pub async fn create_tables(db: &Db, tables: &[&'static Table]) -> Result<(), Error> {
    run(db, create_sql(db.dialect(), tables)).await
}

/// Drops these tables with all their rows, those that exist, and their enum types, all or nothing.
///
/// # Errors
/// [`is_foreign_key_violation`](Error::is_foreign_key_violation), or the database's own error, if a
/// table that stays refers to one of them.
pub async fn drop_tables(db: &Db, tables: &[&'static Table]) -> Result<(), Error> {
    run(db, drop_sql(db.dialect(), tables)).await
}

/// Switches row-level security on for those of these tables that have tenants, with policies for this role,
/// all or nothing: see [`row_level_security_sql`].
///
/// # Errors
/// The database's own error if a policy is there already, and on SQLite, which has none; [`is_permission_denied`](Error::is_permission_denied) for whoever does not own the tables.
pub async fn enable_row_level_security(
    db: &Db,
    tables: &[&'static Table],
    role: &str,
) -> Result<(), Error> {
    run(db, row_level_security_sql(tables, role)).await
}

async fn run(db: &Db, statements: Vec<String>) -> Result<(), Error> {
    db.transaction(async |tx| {
        for statement in statements {
            // The text is made of the models' names, which their authors wrote.
            sql::<()>(unsafe_text(statement)).exec(tx).await?;
        }
        Ok(())
    })
    .await
}
