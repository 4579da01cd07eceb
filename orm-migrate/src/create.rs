//! The statements that make tables.

use crate::column;
use orm::Dialect;
use orm::schema::{Action, Enum, ForeignKey, Index, Role, Table, Type};

/// The statements that make these tables, in the order of the list: schemas and enum types first,
/// foreign keys last (on SQLite: with their tables, which may refer to one that does not exist yet),
/// so that tables may refer to each other in circles. Views are left out.
pub fn create_sql(dialect: Dialect, tables: &[&'static Table]) -> Vec<String> {
    let tables: Vec<_> = tables.iter().copied().filter(|table| !table.view).collect();
    let mut statements = Vec::new();
    if dialect == Dialect::Postgres {
        for schema in unique(tables.iter().filter_map(|table| table.schema)) {
            statements.push(format!("CREATE SCHEMA IF NOT EXISTS {}", dialect.quoted(schema)));
        }
        statements
            .extend(native_enums(&tables).into_iter().map(|labels| enum_type(dialect, labels)));
    }
    for table in &tables {
        statements.push(create_table(dialect, table));
        let indexes = table.indexes.iter().map(|index| create_index(dialect, table, index));
        statements.extend(indexes);
    }
    if dialect == Dialect::Postgres {
        for table in &tables {
            let keys = table.foreign_keys.iter();
            statements.extend(keys.map(|key| {
                format!(
                    "ALTER TABLE {} ADD {}",
                    qualified(dialect, table),
                    foreign_key(dialect, key)
                )
            }));
        }
    }
    statements
}

/// `"sales"."orders"`
pub(crate) fn qualified(dialect: Dialect, table: &Table) -> String {
    match table.schema {
        Some(schema) => format!("{}.{}", dialect.quoted(schema), dialect.quoted(table.name)),
        None => dialect.quoted(table.name),
    }
}

/// The enums that are types of the database, each once, in the order of their first column.
pub(crate) fn native_enums(tables: &[&'static Table]) -> Vec<&'static Enum> {
    let columns = tables.iter().flat_map(|table| table.columns());
    let enums = columns.filter_map(|(_, column)| match column.ty {
        Type::Enum(labels) | Type::Array(&Type::Enum(labels)) if labels.native => Some(labels),
        _ => None,
    });
    unique(enums)
}

fn unique<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = Vec::new();
    for item in items {
        if !seen.contains(&item) {
            seen.push(item);
        }
    }
    seen
}

fn enum_type(dialect: Dialect, labels: &Enum) -> String {
    let list: Vec<_> = labels.labels.iter().map(|label| dialect.literal(label)).collect();
    format!("CREATE TYPE {} AS ENUM ({})", dialect.quoted(labels.name), list.join(", "))
}

fn columns(dialect: Dialect, names: &[&str]) -> String {
    names.iter().map(|name| dialect.quoted(name)).collect::<Vec<_>>().join(", ")
}

fn create_table(dialect: Dialect, table: &'static Table) -> String {
    let mut parts: Vec<_> = table
        .columns()
        .map(|(name, column)| column::definition(dialect, table, name, column))
        .collect();
    // SQLite has the key of an automatic number in the column's own definition.
    let inline = dialect == Dialect::Sqlite
        && table
            .columns()
            .any(|(_, column)| column.role == Role::AutoKey && column.ty != Type::Uuid);
    if !inline && !table.primary_key.is_empty() {
        parts.push(format!("PRIMARY KEY ({})", columns(dialect, table.primary_key)));
    }
    for unique in table.uniques {
        let (name, columns) = (dialect.quoted(unique.name), columns(dialect, unique.columns));
        parts.push(format!("CONSTRAINT {name} UNIQUE ({columns})"));
    }
    for check in table.checks {
        parts.push(format!("CONSTRAINT {} CHECK ({})", dialect.quoted(check.name), check.sql));
    }
    if dialect == Dialect::Sqlite {
        parts.extend(table.foreign_keys.iter().map(|key| foreign_key(dialect, key)));
    }
    format!("CREATE TABLE {} (\n    {}\n)", qualified(dialect, table), parts.join(",\n    "))
}

fn foreign_key(dialect: Dialect, key: &ForeignKey) -> String {
    let mut sql = format!(
        "CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({})",
        dialect.quoted(key.name),
        columns(dialect, key.columns),
        qualified(dialect, (key.target)()),
        columns(dialect, key.referenced()),
    );
    for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
        let action = match action {
            Action::NoAction => continue,
            Action::Restrict => "RESTRICT",
            Action::Cascade => "CASCADE",
            Action::SetNull => "SET NULL",
            Action::SetDefault => "SET DEFAULT",
        };
        sql.push_str(&format!(" ON {event} {action}"));
    }
    sql
}

fn create_index(dialect: Dialect, table: &Table, index: &Index) -> String {
    let parts = index.parts.iter().map(|part| {
        let column = dialect.quoted(part.column);
        if part.descending { format!("{column} DESC") } else { column }
    });
    format!(
        "CREATE INDEX {} ON {} ({})",
        dialect.quoted(index.name),
        qualified(dialect, table),
        parts.collect::<Vec<_>>().join(", ")
    )
}
