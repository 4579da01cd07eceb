//! The statements that make tables.

use crate::{column, tenant};
use orm::Dialect;
use orm::schema::{Action, Enum, ForeignKey, Index, Role, Table, Type};

/// The statements that make these tables, in the order of the list: schemas and enum types first,
/// foreign keys last (on SQLite: with their tables, which may refer to one that does not exist yet),
/// so that tables may refer to each other in circles. Views are left out.
pub fn create_sql(dialect: Dialect, tables: &[&'static Table]) -> Vec<String> {
    let tables = with_rows(tables);
    let mut statements = Vec::new();
    if dialect == Dialect::Postgres {
        statements.extend(schemas(dialect, &tables));
        statements.extend(types(dialect, &tables));
    }
    statements.extend(create_within(Place { dialect, tenant: None }, &tables));
    statements
}

/// The statements that make what tenants with [schemas](orm::Tenancy::Schemas) share, on PostgreSQL:
/// of these tables, those without tenants, and the enum types of all.
pub fn create_shared_sql(tables: &[&'static Table]) -> Vec<String> {
    let dialect = Dialect::Postgres;
    let shared = shared(tables);
    let mut statements = schemas(dialect, &shared);
    statements.extend(types(dialect, &with_rows(tables)));
    statements.extend(create_within(Place { dialect, tenant: None }, &shared));
    statements
}

/// The statements that make a tenant's [schema](orm::Tenancy::Schemas) with this name, on PostgreSQL,
/// and in it those of these tables that have tenants. Their references lead to each other and to tables
/// that are shared; their types are the shared ones.
pub fn create_tenant_sql(schema: &str, tables: &[&'static Table]) -> Vec<String> {
    let dialect = Dialect::Postgres;
    let own: Vec<_> = with_rows(tables).into_iter().filter(|t| t.tenant.is_some()).collect();
    let mut statements = vec![format!("CREATE SCHEMA {}", dialect.quoted(schema))];
    statements.extend(create_within(Place { dialect, tenant: Some(schema) }, &own));
    statements
}

/// Where tables are.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) dialect: Dialect,
    /// The schema of those that have tenants, where it is none that the model names.
    pub(crate) tenant: Option<&'a str>,
}

impl Place<'_> {
    /// `"sales"."orders"`
    pub(crate) fn qualified(self, table: &Table) -> String {
        let own = self.tenant.filter(|_| table.tenant.is_some());
        match own.or(table.schema) {
            Some(schema) => {
                format!("{}.{}", self.dialect.quoted(schema), self.dialect.quoted(table.name))
            }
            None => self.dialect.quoted(table.name),
        }
    }
}

/// The tables that are no views.
fn with_rows(tables: &[&'static Table]) -> Vec<&'static Table> {
    tables.iter().copied().filter(|table| !table.view).collect()
}

/// Of these tables, those that tenants with schemas share.
pub(crate) fn shared(tables: &[&'static Table]) -> Vec<&'static Table> {
    with_rows(tables).into_iter().filter(|table| table.tenant.is_none()).collect()
}

fn schemas(dialect: Dialect, tables: &[&'static Table]) -> Vec<String> {
    let schemas = unique(tables.iter().filter_map(|table| table.schema));
    let create = |schema| format!("CREATE SCHEMA IF NOT EXISTS {}", dialect.quoted(schema));
    schemas.into_iter().map(create).collect()
}

fn types(dialect: Dialect, tables: &[&'static Table]) -> Vec<String> {
    native_enums(tables).into_iter().map(|labels| enum_type(dialect, labels)).collect()
}

fn create_within(place: Place<'_>, tables: &[&'static Table]) -> Vec<String> {
    let mut statements = Vec::new();
    for table in tables {
        statements.push(create_table(place, table));
        let indexes = table.indexes.iter().map(|index| create_index(place, table, index));
        statements.extend(indexes);
        if place.dialect == Dialect::Sqlite {
            statements.extend(tenant::triggers(table));
        }
    }
    if place.dialect == Dialect::Postgres {
        for table in tables {
            let keys = table.foreign_keys.iter();
            statements.extend(keys.map(|key| {
                let key = foreign_key(place, table, key);
                format!("ALTER TABLE {} ADD {key}", place.qualified(table))
            }));
        }
    }
    statements
}

/// `"sales"."orders"`, where tenants share tables.
pub(crate) fn qualified(dialect: Dialect, table: &Table) -> String {
    Place { dialect, tenant: None }.qualified(table)
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

fn create_table(place: Place<'_>, table: &'static Table) -> String {
    let dialect = place.dialect;
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
        parts.extend(table.foreign_keys.iter().map(|key| foreign_key(place, table, key)));
    }
    format!("CREATE TABLE {} (\n    {}\n)", place.qualified(table), parts.join(",\n    "))
}

fn foreign_key(place: Place<'_>, table: &Table, key: &ForeignKey) -> String {
    let dialect = place.dialect;
    let (own, referenced) = tenant::reference(table, key);
    let mut sql = format!(
        "CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({})",
        dialect.quoted(key.name),
        columns(dialect, &own),
        place.qualified((key.target)()),
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

fn create_index(place: Place<'_>, table: &Table, index: &Index) -> String {
    let dialect = place.dialect;
    let is_first = |tenant: &&str| index.parts.iter().all(|part| part.column != *tenant);
    let tenant = table.tenant.filter(is_first).map(|tenant| dialect.quoted(tenant));
    let parts = index.parts.iter().map(|part| {
        let column = dialect.quoted(part.column);
        if part.descending { format!("{column} DESC") } else { column }
    });
    format!(
        "CREATE INDEX {} ON {} ({})",
        dialect.quoted(index.name),
        place.qualified(table),
        tenant.into_iter().chain(parts).collect::<Vec<_>>().join(", ")
    )
}
