//! Statements that drop things.

use crate::schema::ObjectName;
use orm::Dialect;

/// `DROP TABLE "orders"`
pub(crate) fn table(dialect: Dialect, name: &ObjectName) -> String {
    format!("DROP TABLE {}", name.quoted(dialect))
}

/// `ALTER TABLE "orders" DROP COLUMN "note"`
pub(crate) fn column(dialect: Dialect, table: &ObjectName, column: &str) -> String {
    format!("ALTER TABLE {} DROP COLUMN {}", table.quoted(dialect), dialect.quoted(column))
}

/// `ALTER TABLE "orders" DROP CONSTRAINT "orders_number_key"`
pub(crate) fn constraint(table: &ObjectName, name: &str) -> String {
    let dialect = Dialect::Postgres;
    format!("ALTER TABLE {} DROP CONSTRAINT {}", table.quoted(dialect), dialect.quoted(name))
}

/// `DROP INDEX "orders_placed_at_idx"`: an index is in its table's schema.
pub(crate) fn index(dialect: Dialect, table: &ObjectName, name: &str) -> String {
    format!("DROP INDEX {}", beside(table, name).quoted(dialect))
}

/// The same without a lock that readers and writers wait for (PostgreSQL), and once more without harm.
pub(crate) fn index_concurrently(table: &ObjectName, name: &str) -> String {
    let name = beside(table, name).quoted(Dialect::Postgres);
    format!("DROP INDEX CONCURRENTLY IF EXISTS {name}")
}

/// `DROP POLICY "own" ON "orders"`
pub(crate) fn policy(table: &ObjectName, name: &str) -> String {
    let dialect = Dialect::Postgres;
    format!("DROP POLICY {} ON {}", dialect.quoted(name), table.quoted(dialect))
}

/// `DROP TRIGGER "x"`, on PostgreSQL with its table.
pub(crate) fn trigger(dialect: Dialect, table: &ObjectName, name: &str) -> String {
    match dialect {
        Dialect::Postgres => {
            format!("DROP TRIGGER {} ON {}", dialect.quoted(name), table.quoted(dialect))
        }
        Dialect::Sqlite => format!("DROP TRIGGER IF EXISTS {}", dialect.quoted(name)),
    }
}

/// The name in the same schema as the table.
pub(crate) fn beside(table: &ObjectName, name: &str) -> ObjectName {
    ObjectName { schema: table.schema.clone(), name: name.to_owned() }
}
