//! The tables of a tenant's place: made, and found to be there.

use super::head::Head;
use super::table::{MarkRow, mark_row};
use crate::Error;
use crate::create_sql;
use crate::run::run;
use crate::schema::ObjectName;
use orm::schema::Table;
use orm::{Db, Dialect, Executor, Isolation, Tx, TxOptions, sql, unsafe_text};

/// When the references of a tenant's tables are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum References {
    /// With the tables.
    Now,
    /// When the rows are there: [`add_references`].
    Later,
}

/// Makes what a tenant needs in a database, which may be its own, in a schema of its own or without one, up
/// to the newest state of the tables, all or nothing; what was made for it before is left as it is.
///
/// # Errors
/// The database's own error if the schema is somebody else's; [`is_refused`](Error::is_refused) if some
/// of the tables are there, and others are not, or if they have policies, which would not hold for this process.
pub(super) async fn to_head(
    db: &Db,
    key: &str,
    schema: Option<&str>,
    head: &Head,
    (is_own, references): (bool, References),
) -> Result<(), Error> {
    let dialect = db.dialect();
    ensure(db, &[MarkRow::TABLE]).await?;
    db.transaction(async |tx| {
        if mark(tx, key, schema).await?.is_some() {
            return Ok(());
        }
        let mut statements = Vec::new();
        let mut is_new = false;
        let made_tables = match schema {
            Some(schema) => {
                if !are_there(tx, dialect, &head.names(true)).await? {
                    statements.extend(head.shared_sql());
                    is_new = true;
                }
                statements.extend(head.tenant_sql(schema));
                if db.row_level_security() {
                    head.check_owner(!(is_new && head.has_rows()))?;
                }
                true
            }
            None => {
                let made = !are_there(tx, dialect, &head.names(false)).await?;
                if made {
                    statements.extend(head.whole_sql(is_own));
                    is_new = true;
                    if db.row_level_security() {
                        head.check_owner(is_own)?;
                    }
                }
                // Those of a database that others use are theirs, too.
                made && is_own
            }
        };
        if references == References::Later {
            let others = others_references(schema, head);
            statements.retain(|one| !is_reference(one) || others.contains(one));
        }
        run(tx, statements).await?;
        if is_new {
            head.record(tx).await?;
        }
        if let Some(schema) = schema {
            head.record_in_schema(tx, schema).await?;
        }
        let place = schema.unwrap_or_default().to_owned();
        let new = mark_row::New { tenant: key.to_owned(), place, made_tables, is_seeded: false };
        Ok(MarkRow::create(tx, new).await.map(drop)?)
    })
    .await
}

/// The mark of the tenant in a database, if it is there.
pub(super) async fn mark(
    db: &impl Executor,
    key: &str,
    schema: Option<&str>,
) -> Result<Option<MarkRow>, orm::Error> {
    let place = schema.unwrap_or_default();
    let rows = MarkRow::query().filter(|m| m.tenant.eq(key) & m.place.eq(place));
    rows.optional(db).await
}

/// The same, of a database that may have no marks.
pub(super) async fn mark_if_any(
    db: &Db,
    key: &str,
    schema: Option<&str>,
) -> Result<Option<MarkRow>, orm::Error> {
    match missing(db, db.dialect(), &[MarkRow::TABLE]).await? {
        0 => mark(db, key, schema).await,
        _ => Ok(None),
    }
}

/// The statements that make the references of a tenant's tables, on PostgreSQL.
pub(super) fn references_sql(schema: Option<&str>, head: &Head) -> Vec<String> {
    let all = match schema {
        Some(schema) => references_of(&head.tenant_sql(schema)),
        None => references_of(&head.whole_sql(true)),
    };
    let others = others_references(schema, head);
    all.into_iter().filter(|one| !others.contains(one)).collect()
}

/// Those of the tables in the tenant's database that are not the tenant's.
fn others_references(schema: Option<&str>, head: &Head) -> Vec<String> {
    match schema {
        Some(_) => references_of(&head.shared_sql()),
        None => references_of(&head.nobodys_sql()),
    }
}

fn references_of(statements: &[String]) -> Vec<String> {
    statements.iter().filter(|one| is_reference(one)).cloned().collect()
}

fn is_reference(statement: &str) -> bool {
    statement.starts_with("ALTER TABLE") && statement.contains("FOREIGN KEY (")
}

/// Makes tables of the manager's own in a database that may have them, of two processes one after the other.
pub(super) async fn ensure(db: &Db, tables: &[&'static Table]) -> Result<(), Error> {
    let dialect = db.dialect();
    if missing(db, dialect, tables).await? == 0 {
        return Ok(());
    }
    let tx = db.begin_with(at_once()).await?;
    lock(&tx, dialect).await?;
    if !are_there(&tx, dialect, &names_of(tables)).await? {
        run(&tx, create_sql(dialect, tables)).await?;
    }
    Ok(tx.commit().await?)
}

/// For what waits for others first: each statement sees what they have committed, whatever isolation
/// transactions have by default.
pub(super) fn at_once() -> TxOptions {
    TxOptions::new().isolation(Isolation::ReadCommitted)
}

/// Keeps others from changing the manager's own definitions until the transaction ends.
pub(super) async fn lock(tx: &Tx, dialect: Dialect) -> Result<(), orm::Error> {
    // The bytes of `orm_tena`. On SQLite a transaction that writes is alone.
    if dialect == Dialect::Postgres {
        let lock = sql::<()>("SELECT pg_advisory_xact_lock($1)").bind(0x6f72_6d5f_7465_6e61_i64);
        lock.exec(tx).await?;
    }
    Ok(())
}

/// Whether the tables are there, all or none.
async fn are_there(tx: &Tx, dialect: Dialect, tables: &[ObjectName]) -> Result<bool, Error> {
    match missing_names(tx, dialect, tables).await? {
        0 => Ok(true),
        some if some == tables.len() => Ok(false),
        some => Err(Error::refused(format!(
            "the database has some of the tables, and lacks {some} of {}",
            tables.len()
        ))),
    }
}

/// How many of these tables a database lacks.
pub(super) async fn missing(
    db: &impl Executor,
    dialect: Dialect,
    tables: &[&'static Table],
) -> Result<usize, orm::Error> {
    missing_names(db, dialect, &names_of(tables)).await
}

fn names_of(tables: &[&'static Table]) -> Vec<ObjectName> {
    tables.iter().map(|table| crate::schema::name(table)).collect()
}

async fn missing_names(
    db: &impl Executor,
    dialect: Dialect,
    tables: &[ObjectName],
) -> Result<usize, orm::Error> {
    // Not `to_regclass`, which may remember for a while that a table was not there.
    const POSTGRES: &str = "SELECT count(*) FROM json_array_elements($1::text::json) AS t(v) \
         WHERE NOT EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relname = t.v ->> 'name' AND c.relkind IN ('r', 'p') \
         AND (n.nspname = t.v ->> 'schema' OR (t.v ->> 'schema' IS NULL \
         AND n.nspname = ANY(current_schemas(false)))))";
    const SQLITE: &str = "SELECT count(*) FROM json_each($1) AS t \
         WHERE json_extract(t.value, '$.name') NOT IN \
         (SELECT name FROM sqlite_master WHERE type = 'table')";
    let text = if dialect == Dialect::Postgres { POSTGRES } else { SQLITE };
    let names = serde_json::json!(tables).to_string();
    let count = sql::<i64>(unsafe_text(text)).bind(names.as_str()).one(db).await?;
    Ok(usize::try_from(count).unwrap_or(0))
}
