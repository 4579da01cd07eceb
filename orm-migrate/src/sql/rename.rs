//! Statements that give another name.

use super::drop::beside;
use crate::schema::ObjectName;
use orm::Dialect;

/// `ALTER TABLE "orders" RENAME TO "sales"`, and before that the move to another schema.
pub(crate) fn object(
    dialect: Dialect,
    what: &str,
    from: &ObjectName,
    to: &ObjectName,
) -> Vec<String> {
    let mut statements = Vec::new();
    let mut here = from.clone();
    if from.schema != to.schema {
        let schema = dialect.quoted(to.schema.as_deref().unwrap_or("public"));
        statements.push(format!("ALTER {what} {} SET SCHEMA {schema}", here.quoted(dialect)));
        here.schema.clone_from(&to.schema);
    }
    if from.name != to.name {
        let to = dialect.quoted(&to.name);
        statements.push(format!("ALTER {what} {} RENAME TO {to}", here.quoted(dialect)));
    }
    statements
}

/// `ALTER TABLE "orders" RENAME COLUMN "sum" TO "total"`
pub(crate) fn column(dialect: Dialect, table: &ObjectName, from: &str, to: &str) -> String {
    let (from, to) = (dialect.quoted(from), dialect.quoted(to));
    format!("ALTER TABLE {} RENAME COLUMN {from} TO {to}", table.quoted(dialect))
}

/// `ALTER TABLE "orders" RENAME CONSTRAINT "a" TO "b"`
pub(crate) fn constraint(table: &ObjectName, from: &str, to: &str) -> String {
    let dialect = Dialect::Postgres;
    let (from, to) = (dialect.quoted(from), dialect.quoted(to));
    format!("ALTER TABLE {} RENAME CONSTRAINT {from} TO {to}", table.quoted(dialect))
}

/// `ALTER INDEX "a" RENAME TO "b"`
pub(crate) fn index(table: &ObjectName, from: &str, to: &str) -> String {
    let dialect = Dialect::Postgres;
    let from = beside(table, from).quoted(dialect);
    format!("ALTER INDEX {from} RENAME TO {}", dialect.quoted(to))
}
