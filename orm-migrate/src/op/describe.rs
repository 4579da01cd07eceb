//! Changes in words.

use super::{Op, Storage};
use crate::schema::{Column, Identity};
use orm::Dialect;
use std::fmt;

/// `drop column orders.note`
impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Op::CreateSchema(name) => write!(f, "create schema {name}"),
            Op::DropSchema(name) => write!(f, "drop schema {name}"),
            Op::CreateEnum(ty) => write!(f, "create enum {}", ty.name),
            Op::DropEnum(ty) => write!(f, "drop enum {}", ty.name),
            Op::RenameEnum { from, to } => write!(f, "rename enum {from} to {to}"),
            Op::AddEnumLabels(change) => write!(f, "add labels to enum {}", change.to.name),
            Op::RenameEnumLabel { name, from, to } => {
                write!(f, "rename label {from} of enum {name} to {to}")
            }
            Op::ReplaceEnum(change) => {
                write!(f, "replace enum {}{}", change.to.name, pairs(&change.values))
            }
            Op::CreateTable(table) => write!(f, "create table {}", table.name),
            Op::DropTable(table) => write!(f, "drop table {}", table.name),
            Op::RenameTable { from, to } => write!(f, "rename table {from} to {to}"),
            Op::AddColumn { table, column, .. } => write!(f, "add column {table}.{}", column.name),
            Op::DropColumn { table, column } => write!(f, "drop column {table}.{}", column.name),
            Op::RenameColumn { table, from, to } => {
                write!(f, "rename column {table}.{from} to {to}")
            }
            Op::AlterColumn { table, from, to, .. } => {
                write!(f, "alter column {table}.{}: {}", to.name, altered(from, to).join(", "))
            }
            Op::RenameValue { table, column, from, to } => {
                write!(f, "rename value {from} of {table}.{} to {to}", column.name)
            }
            Op::ReplaceValues { table, column, values } => {
                write!(f, "replace values of {table}.{}{}", column.name, pairs(values))
            }
            Op::AddPrimaryKey { table, .. } => write!(f, "add primary key of {table}"),
            Op::DropPrimaryKey { table, .. } => write!(f, "drop primary key of {table}"),
            Op::AddUnique { table, unique } => one(f, "add unique", &unique.name, table),
            Op::DropUnique { table, unique } => one(f, "drop unique", &unique.name, table),
            Op::AddCheck { table, check } => one(f, "add check", &check.name, table),
            Op::DropCheck { table, check } => one(f, "drop check", &check.name, table),
            Op::AddForeignKey { table, key } => one(f, "add foreign key", &key.name, table),
            Op::DropForeignKey { table, key } => one(f, "drop foreign key", &key.name, table),
            Op::RenameConstraint { table, from, to } => {
                write!(f, "rename constraint {from} of {table} to {to}")
            }
            Op::CreateIndex { table, index } => write!(f, "create index {} on {table}", index.name),
            Op::DropIndex { table, index } => write!(f, "drop index {} of {table}", index.name),
            Op::RenameIndex { table, from, index } => {
                write!(f, "rename index {from} of {table} to {}", index.name)
            }
            Op::SetTableComment { table, .. } => write!(f, "change comment of {table}"),
            Op::SetColumnComment { table, column, .. } => {
                write!(f, "change comment of {table}.{column}")
            }
            Op::SetStorage { table, from, to } => {
                write!(f, "keep {table} {} rather than {}", kept(*to), kept(*from))
            }
            Op::SetRowSecurity { table, .. } => write!(f, "change row-level security of {table}"),
            Op::CreatePolicy { table, policy } => {
                write!(f, "create policy {} of {table}", policy.name)
            }
            Op::DropPolicy { table, policy } => write!(f, "drop policy {} of {table}", policy.name),
            Op::CreateTrigger { table, trigger } => {
                write!(f, "create trigger {} of {table}", trigger.name)
            }
            Op::DropTrigger { table, trigger } => {
                write!(f, "drop trigger {} of {table}", trigger.name)
            }
        }
    }
}

fn one(
    f: &mut fmt::Formatter<'_>,
    what: &str,
    name: &Option<String>,
    table: &crate::schema::ObjectName,
) -> fmt::Result {
    match name {
        Some(name) => write!(f, "{what} {name} of {table}"),
        None => write!(f, "{what} of {table}"),
    }
}

/// What rows get in place of labels that are gone: `: sent by shipped`.
fn pairs(values: &[(String, String)]) -> String {
    let pairs: Vec<_> = values.iter().map(|(from, to)| format!("{from} by {to}")).collect();
    if pairs.is_empty() { String::new() } else { format!(": {}", pairs.join(", ")) }
}

/// How SQLite keeps a table: `STRICT, WITHOUT ROWID`.
fn kept(storage: Storage) -> &'static str {
    match (storage.strict, storage.without_rowid) {
        (true, true) => "STRICT, WITHOUT ROWID",
        (true, false) => "STRICT",
        (false, true) => "WITHOUT ROWID",
        (false, false) => "as an ordinary table",
    }
}

/// What two columns do not have in common: `type text to numeric`.
fn altered(from: &Column, to: &Column) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
    let null = |column: &Column| if column.nullable { "null" } else { "not null" }.to_owned();
    let generated =
        |column: &Column| text(&column.generated.as_ref().map(|of| of.expression.clone()));
    let numbered = |column: &Column| match column.identity {
        None => "no".to_owned(),
        Some(Identity::Always) => "always".to_owned(),
        Some(Identity::ByDefault | Identity::Implicit) => "by default".to_owned(),
    };
    let ty = |column: &Column| column.ty.sql(Dialect::Postgres);
    let parts = [
        ("type", ty(from), ty(to)),
        ("collation", text(&from.collation), text(&to.collation)),
        ("from", null(from), null(to)),
        ("default", text(&from.default), text(&to.default)),
        ("expression", generated(from), generated(to)),
        ("numbered", numbered(from), numbered(to)),
    ];
    let parts = parts.into_iter().filter(|(_, from, to)| from != to);
    parts.map(|(what, from, to)| format!("{what} {from} to {to}")).collect()
}
