//! The statements that make tables, and everything that they need.

use super::{column, comment, constraint, index, partition, policy};
use crate::schema::{EnumType, ObjectName, Schema, Table};
use orm::Dialect;

/// Where the tables of tenants are.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Place<'a> {
    /// The tenant's schema, where each has one of its own.
    pub(crate) tenant: Option<&'a str>,
}

impl<'a> Place<'a> {
    /// `"sales"."orders"`
    pub(crate) fn qualified(self, dialect: Dialect, table: &Table) -> String {
        let schema = Place::schema(self, table).map(str::to_owned);
        ObjectName { schema, name: table.name.name.clone() }.quoted(dialect)
    }

    /// The schema that a table is in, if it is not the default one.
    pub(crate) fn schema(self, table: &'a Table) -> Option<&'a str> {
        self.tenant.filter(|_| table.tenant.is_some()).or(table.name.schema.as_deref())
    }
}

impl Table {
    /// Whether the primary key stands in its column's definition: SQLite's automatic number.
    pub(crate) fn has_inline_key(&self, dialect: Dialect) -> bool {
        dialect == Dialect::Sqlite && self.columns.iter().any(|column| column.identity.is_some())
    }
}

impl Schema {
    /// The statements that make the schemas.
    pub(crate) fn create_schemas(&self) -> impl Iterator<Item = String> {
        let create =
            |schema| format!("CREATE SCHEMA IF NOT EXISTS {}", self.dialect.quoted(schema));
        self.schemas.iter().map(move |schema| create(schema))
    }

    /// The statements that make the enum types.
    pub(crate) fn create_enums(&self) -> impl Iterator<Item = String> {
        self.enums.iter().map(|ty| create_enum(self.dialect, ty))
    }

    /// The statements that make those of its tables that are chosen, triggers and references between them last.
    pub(crate) fn create_tables(
        &self,
        place: Place<'_>,
        is_chosen: impl Fn(&Table) -> bool,
    ) -> Vec<String> {
        let tables: Vec<_> = self.tables.iter().filter(|table| is_chosen(table)).collect();
        let mut statements = Vec::new();
        for table in &tables {
            statements.push(create(place, self, table));
            statements.extend(partition::first(place, table));
            let create = |index| index::create(place, self.dialect, table, index);
            statements.extend(table.indexes.iter().map(create));
            statements.extend(comment::of_table(place, table));
            statements.extend(policy::switch(place, table));
            statements.extend(table.policies.iter().map(|one| policy::create(place, table, one)));
            statements
                .extend(partition::secure(place, table).filter(|_| table.row_security.enabled));
        }
        // One of a table may be on another one, whose rows it looks for when they go.
        let triggers = tables.iter().flat_map(|table| &table.triggers);
        statements.extend(triggers.map(|trigger| trigger.sql.clone()));
        // On SQLite they are in the tables, which may refer to one that is not there yet.
        if self.dialect == Dialect::Postgres {
            for table in tables {
                let name = place.qualified(self.dialect, table);
                statements.extend(table.foreign_keys.iter().map(|key| {
                    format!("ALTER TABLE {name} ADD {}", constraint::foreign_key(place, self, key))
                }));
            }
        }
        statements
    }
}

/// `CREATE TYPE "mood" AS ENUM ('good', 'bad')`
pub(crate) fn create_enum(dialect: Dialect, ty: &EnumType) -> String {
    let labels: Vec<_> = ty.labels.iter().map(|label| dialect.literal(label)).collect();
    format!("CREATE TYPE {} AS ENUM ({})", ty.name.quoted(dialect), labels.join(", "))
}

/// `CREATE TABLE "orders" (..)`, on PostgreSQL without its references.
pub(crate) fn create(place: Place<'_>, schema: &Schema, table: &Table) -> String {
    let dialect = schema.dialect;
    let columns = table.columns.iter().map(|column| column::definition(dialect, table, column));
    let mut parts: Vec<_> = columns.collect();
    let key = table.primary_key.as_ref().filter(|_| !table.has_inline_key(dialect));
    parts.extend(key.map(|key| constraint::primary_key(dialect, key)));
    parts.extend(table.uniques.iter().map(|unique| constraint::unique(dialect, unique)));
    parts.extend(table.checks.iter().map(|check| constraint::check(dialect, check)));
    if dialect == Dialect::Sqlite {
        let keys = table.foreign_keys.iter();
        parts.extend(keys.map(|key| constraint::foreign_key(place, schema, key)));
    }
    let name = place.qualified(dialect, table);
    let mut sql = format!("CREATE TABLE {name} (\n    {}\n)", parts.join(",\n    "));
    if let Some(partitioning) = &table.partitioning {
        sql.push_str(&format!(" PARTITION BY {}", partitioning.by));
    }
    let options = [(table.strict, "STRICT"), (table.without_rowid, "WITHOUT ROWID")];
    let options: Vec<_> =
        options.iter().filter(|(is_on, _)| *is_on).map(|(_, word)| *word).collect();
    if !options.is_empty() {
        sql.push_str(&format!(" {}", options.join(", ")));
    }
    sql
}

/// `"a", "b"`
pub(crate) fn columns(dialect: Dialect, names: &[String]) -> String {
    names.iter().map(|name| dialect.quoted(name)).collect::<Vec<_>>().join(", ")
}
