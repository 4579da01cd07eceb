//! What tables of tenants have that others have not: references that stay within a tenant.

use crate::schema::Trigger;
use orm::Dialect;
use orm::schema::{Action, ForeignKey, Table};

/// The columns of a reference, and those that it leads to: between tables of tenants, the tenant's
/// column comes first on both sides, so that no row refers to another tenant's.
pub(crate) fn reference(table: &Table, key: &ForeignKey) -> (Vec<&'static str>, Vec<&'static str>) {
    let (own, referenced) = (key.columns.iter().copied(), key.referenced().iter().copied());
    let tenants = table.tenant.zip((key.target)().tenant);
    match tenants.filter(|(own, _)| !key.columns.contains(own)) {
        Some((tenant, referenced_tenant)) => (
            std::iter::once(tenant).chain(own).collect(),
            std::iter::once(referenced_tenant).chain(referenced).collect(),
        ),
        None => (own.collect(), referenced.collect()),
    }
}

/// Triggers that empty references of tenants' rows when their target goes: SQLite's `SET NULL` empties
/// all columns of a reference, and the tenant's column is one (SQLite, "Foreign Key Support", 4.3).
pub(crate) fn triggers(table: &'static Table) -> Vec<Trigger> {
    let made = emptied(table).map(|(key, event, action)| Trigger {
        name: name(key, event),
        sql: trigger(table, key, event, action),
    });
    made.collect()
}

/// The statements that drop them: they stand at the table that is referred to.
pub(crate) fn drop_triggers(table: &'static Table) -> Vec<String> {
    let drop = |(key, event, _)| {
        format!("DROP TRIGGER IF EXISTS {}", Dialect::Sqlite.quoted(&name(key, event)))
    };
    emptied(table).map(drop).collect()
}

/// The references that hold a tenant and are emptied, by what happens to their target.
fn emptied(
    table: &'static Table,
) -> impl Iterator<Item = (&'static ForeignKey, &'static str, Action)> {
    let keys = table.foreign_keys.iter();
    let keys = keys.filter(|key| reference(table, key).0.len() > key.columns.len());
    keys.flat_map(|key| [(key, "DELETE", key.on_delete), (key, "UPDATE", key.on_update)])
        .filter(|(_, _, action)| matches!(action, Action::SetNull | Action::SetDefault))
}

fn name(key: &ForeignKey, event: &str) -> String {
    format!("{}_{}", key.name, event.to_lowercase())
}

fn trigger(table: &Table, key: &ForeignKey, event: &str, action: Action) -> String {
    let dialect = Dialect::Sqlite;
    let (own, referenced) = reference(table, key);
    let of = match event {
        "UPDATE" => format!("UPDATE OF {}", quoted(key.referenced())),
        event => event.to_owned(),
    };
    let default = |column: &&str| match (action, table.column(column).and_then(|c| c.default)) {
        (Action::SetDefault, Some(default)) => dialect.default(default).into_owned(),
        _ => "NULL".to_owned(),
    };
    let set: Vec<_> = key
        .columns
        .iter()
        .map(|column| format!("{} = {}", dialect.quoted(column), default(column)))
        .collect();
    let same: Vec<_> = own
        .iter()
        .zip(referenced)
        .map(|(own, referenced)| {
            format!("{} = OLD.{}", dialect.quoted(own), dialect.quoted(referenced))
        })
        .collect();
    format!(
        "CREATE TRIGGER {} BEFORE {of} ON {} BEGIN UPDATE {} SET {} WHERE {}; END",
        dialect.quoted(&name(key, event)),
        dialect.quoted((key.target)().name),
        dialect.quoted(table.name),
        set.join(", "),
        same.join(" AND "),
    )
}

fn quoted(columns: &[&str]) -> String {
    columns.iter().map(|name| Dialect::Sqlite.quoted(name)).collect::<Vec<_>>().join(", ")
}
