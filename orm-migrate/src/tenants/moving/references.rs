//! The references of the tables that a tenant is moved to: made without a look at the rows, and checked later.
//!
//! PostgreSQL before 18 refuses `NOT VALID` for a reference of a table in partitions, but takes it for each
//! partition, and finds the partitions' own, once they are checked, when the table gets its.

use super::log::{LONGEST, is_tried_again, wait_at_most};
use crate::Error;
use crate::run::run;
use orm::{Db, Executor, Writer, sql};

/// Why a tenant's handle may send it.
const CATALOG: &str = "it reads no rows";

/// Runs the statements that make references, for rows that are written from now on.
pub(super) async fn add_unchecked(
    tx: &impl Writer,
    references: &[String],
) -> Result<(), orm::Error> {
    let mut statements = Vec::new();
    for reference in references {
        let (table, constraint) = parts(reference);
        match is_partitioned(tx, table).await? {
            true => {
                let partitions = partitions(tx, table).await?;
                statements.extend(partitions.iter().map(|one| add(one, constraint) + " NOT VALID"));
            }
            false => statements.push(format!("{reference} NOT VALID")),
        }
    }
    run(tx, statements).await
}

/// Checks the references of a table and of its partitions that were not checked.
pub(super) async fn check_references(db: &Db, table: &str) -> Result<(), Error> {
    let unchecked = "SELECT conrelid::regclass || ' VALIDATE CONSTRAINT ' || quote_ident(conname) \
                     FROM pg_constraint WHERE contype = 'f' AND NOT convalidated \
                     AND (conrelid = to_regclass($1) OR conrelid IN \
                         (SELECT inhrelid FROM pg_inherits WHERE inhparent = to_regclass($1)))";
    for check in sql::<String>(unchecked).bind(table).all(db).await? {
        run(db, vec![format!("ALTER TABLE {check}")]).await?;
    }
    Ok(())
}

/// Makes those of tables in partitions, whose partitions have them.
pub(super) async fn complete_references(db: &Db, references: Vec<String>) -> Result<(), Error> {
    for reference in references {
        let (table, constraint) = parts(&reference);
        if !is_partitioned(db, table).await? {
            continue;
        }
        let is_there = "SELECT EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid = to_regclass($1) \
                        AND contype = 'f' AND conname = (parse_ident($2))[1])";
        let is_there = sql::<bool>(is_there).bind(table).bind(name_of(constraint));
        if is_there.one(db).await? {
            continue;
        }
        let mut attempt = 0;
        loop {
            // The writers of both tables are held up meanwhile.
            let statements = vec![wait_at_most(LONGEST), reference.clone()];
            let made = db.transaction(async |tx| run(tx, statements).await).await;
            if !is_tried_again(&made, &mut attempt).await {
                break made?;
            }
        }
    }
    Ok(())
}

async fn is_partitioned(db: &impl Executor, table: &str) -> Result<bool, orm::Error> {
    let is_it =
        "SELECT EXISTS (SELECT 1 FROM pg_class WHERE oid = to_regclass($1) AND relkind = 'p')";
    sql::<bool>(is_it).bind(table).unscoped(CATALOG).one(db).await
}

/// The names of a table's partitions, as statements of this session name them.
async fn partitions(db: &impl Executor, table: &str) -> Result<Vec<String>, orm::Error> {
    let all = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = to_regclass($1) ORDER BY 1";
    sql::<String>(all).bind(table).unscoped(CATALOG).all(db).await
}

/// The table of a statement that makes a reference, and the constraint that it adds.
fn parts(reference: &str) -> (&str, &str) {
    let parts = reference.strip_prefix("ALTER TABLE ").and_then(|rest| rest.split_once(" ADD "));
    parts.expect("a reference is added by `ALTER TABLE .. ADD ..`")
}

/// The name of a constraint, in quotes.
fn name_of(constraint: &str) -> &str {
    let name =
        constraint.strip_prefix("CONSTRAINT ").and_then(|rest| rest.split_once(" FOREIGN KEY "));
    name.expect("a reference has a name").0
}

fn add(table: &str, constraint: &str) -> String {
    format!("ALTER TABLE {table} ADD {constraint}")
}
