//! The statements that make tables.

use crate::{column, tenant};
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
        if dialect == Dialect::Sqlite {
            statements.extend(tenant::triggers(table));
        }
    }
    if dialect == Dialect::Postgres {
        for table in &tables {
            let keys = table.foreign_keys.iter();
            statements.extend(keys.map(|key| {
                let key = foreign_key(dialect, table, key);
                format!("ALTER TABLE {} ADD {key}", qualified(dialect, table))
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

pub(crate) fn columns(dialect: Dialect, names: &[&str]) -> String {
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
    let key = columns(dialect, &table.unique_within_tenant(table.primary_key));
    if !inline && !table.primary_key.is_empty() {
        parts.push(format!("PRIMARY KEY ({key})"));
    } else if inline && table.tenant.is_some() {
        // What references with the tenant lead to.
        parts.push(format!("UNIQUE ({key})"));
    }
    for unique in table.uniques {
        let set = table.unique_within_tenant(unique.columns);
        let (name, columns) = (dialect.quoted(unique.name), columns(dialect, &set));
        parts.push(format!("CONSTRAINT {name} UNIQUE ({columns})"));
    }
    for check in table.checks {
        parts.push(format!("CONSTRAINT {} CHECK ({})", dialect.quoted(check.name), check.sql));
    }
    if dialect == Dialect::Sqlite {
        parts.extend(table.foreign_keys.iter().map(|key| foreign_key(dialect, table, key)));
    }
    format!("CREATE TABLE {} (\n    {}\n)", qualified(dialect, table), parts.join(",\n    "))
}

fn foreign_key(dialect: Dialect, table: &Table, key: &ForeignKey) -> String {
    let (own, referenced) = tenant::reference(table, key);
    let mut sql = format!(
        "CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({})",
        dialect.quoted(key.name),
        columns(dialect, &own),
        qualified(dialect, (key.target)()),
        columns(dialect, &referenced),
    );
    let with_tenant = own.len() > key.columns.len();
    for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
        let action = match action {
            Action::NoAction => continue,
            Action::Restrict => "RESTRICT",
            Action::Cascade => "CASCADE",
            // The row stays its tenant's: a trigger does it there.
            Action::SetNull | Action::SetDefault if with_tenant && dialect == Dialect::Sqlite => {
                continue;
            }
            Action::SetNull => "SET NULL",
            Action::SetDefault => "SET DEFAULT",
        };
        sql.push_str(&format!(" ON {event} {action}"));
        if with_tenant && action.starts_with("SET") && event == "DELETE" {
            // PostgreSQL 15 and later: only these columns, not the tenant.
            sql.push_str(&format!(" ({})", columns(dialect, key.columns)));
        }
    }
    sql
}

fn create_index(dialect: Dialect, table: &Table, index: &Index) -> String {
    let is_first = |tenant: &&str| index.parts.iter().all(|part| part.column != *tenant);
    let tenant = table.tenant.filter(is_first).map(|tenant| dialect.quoted(tenant));
    let parts = index.parts.iter().map(|part| {
        let column = dialect.quoted(part.column);
        if part.descending { format!("{column} DESC") } else { column }
    });
    format!(
        "CREATE INDEX {} ON {} ({})",
        dialect.quoted(index.name),
        qualified(dialect, table),
        tenant.into_iter().chain(parts).collect::<Vec<_>>().join(", ")
    )
}
