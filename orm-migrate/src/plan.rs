//! The migrations that carry out the changes of a schema, as SQL.

mod postgres;
mod sqlite;
mod step;

pub use step::{Irreversible, Lock, Plan, PlannedMigration, Step, StepKind, Steps};

use crate::diff::named;
use crate::op::Op;
use crate::schema::Schema;
use orm::Dialect;

/// How changes are carried out.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// Whether a change of a table that is there already, on PostgreSQL, is taken apart so that no step
    /// keeps readers or writers waiting while it looks at each row. Default: yes.
    pub safe: bool,
    /// Whether each tenant has a schema of its own: tables with tenants are changed by steps of their own,
    /// in one transaction a tenant, which are not taken apart. Default: no.
    pub tenant_schemas: bool,
    /// Whether other tenants share tables, beside those with schemas: tables with tenants are changed in both
    /// places, taken apart where they are shared. Default: no.
    pub tenant_rows: bool,
    /// Whether a type is changed in place, even if every row is written anew meanwhile, which keeps readers
    /// and writers waiting. Default: no; rows are copied to a new column, if nothing stands on the old one.
    pub rewrite_in_place: bool,
    /// Whether the way back is written also where rows have lost something that it does not bring back.
    /// Default: no.
    pub lossy_down: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            safe: true,
            tenant_schemas: false,
            tenant_rows: false,
            rewrite_in_place: false,
            lossy_down: false,
        }
    }
}

impl Options {
    /// The same, in which changes are written as they are, in one migration.
    #[must_use]
    pub fn plain(mut self) -> Options {
        self.safe = false;
        self
    }

    /// The same, for tenants with schemas of their own.
    #[must_use]
    pub fn tenant_schemas(mut self) -> Options {
        self.tenant_schemas = true;
        self
    }

    /// The same, for tenants of which some have schemas of their own, and others share tables.
    #[must_use]
    pub fn tenant_schemas_and_rows(mut self) -> Options {
        (self.tenant_schemas, self.tenant_rows) = (true, true);
        self
    }

    /// The same, in which types are changed in place.
    #[must_use]
    pub fn rewrite_in_place(mut self) -> Options {
        self.rewrite_in_place = true;
        self
    }

    /// The same, with the way back wherever there is one, lossy or not.
    #[must_use]
    pub fn lossy_down(mut self) -> Options {
        self.lossy_down = true;
        self
    }
}

/// The migrations that carry out these [changes](crate::diff), from the one schema to the other.
///
/// On PostgreSQL, `safe` makes of a change on a table that is there already:
///
/// | change | steps, a migration each |
/// |---|---|
/// | index, unique set, primary key | built `CONCURRENTLY`, outside of a transaction; then the constraint, `USING INDEX` |
/// | check, reference | `NOT VALID`; then `VALIDATE` |
/// | `NOT NULL` | values for rows that have none; a check, `NOT VALID`; `VALIDATE`; then `SET NOT NULL`, which needs no scan, and the check goes |
/// | column with a value that is not the same for all rows | the column and its default; values for the rows; then `NOT NULL` as above |
/// | label that is gone, of an enum kept as text | other labels for rows that hold it; the check as above |
/// | type that rewrites rows | a second column, which a trigger fills; the rows; then it takes the first one's place |
/// | index that goes | `DROP INDEX CONCURRENTLY` |
///
/// A table in partitions gets its new indexes partition by partition: the [`Migrator`](crate::Migrator) makes
/// them of the one statement. Its other changes are one statement each, which locks it.
///
/// Steps of all changes that may share a migration do. Tables that the same plan creates need none of this.
///
/// SQLite's changes are one migration. What its `ALTER TABLE` cannot do is done by a table of the new form
/// that takes the old one's place: [`rebuilds`](PlannedMigration::rebuilds).
///
/// ```
/// use orm::Dialect;
/// use orm_migrate::schema::{Column, DataType, Index, IndexPart, ObjectName, Schema, Table};
/// use orm_migrate::{Answers, Options, diff, plan};
///
/// let mut table = Table::new(ObjectName::plain("orders"));
/// table.columns.push(Column::new("total", DataType::named("numeric")));
/// let from = Schema { tables: vec![table], ..Schema::empty(Dialect::Postgres) };
/// let mut to = from.clone();
/// to.tables[0].indexes.push(Index {
///     name: "orders_total_idx".to_owned(),
///     method: None,
///     unique: false,
///     parts: vec![IndexPart::column("total")],
///     include: vec![],
///     predicate: None,
/// });
///
/// let diff = diff(&from, &to, &Answers::new());
/// let plan = plan(&from, &diff.target, &diff.ops, &Options::default());
/// let index = &plan.migrations[0];
/// assert!(!index.transactional);
/// assert_eq!(
///     index.up[0].sql,
///     r#"CREATE INDEX CONCURRENTLY IF NOT EXISTS "orders_total_idx" ON "orders" ("total")"#
/// );
/// ```
pub fn plan(from: &Schema, to: &Schema, ops: &[Op], options: &Options) -> Plan {
    let (from, to) = (named(from.clone()), named(to.clone()));
    match from.dialect {
        Dialect::Postgres => postgres::plan(&from, &to, ops, options),
        Dialect::Sqlite => sqlite::plan(&from, &to, ops, options),
    }
}

#[cfg(test)]
mod tests;
