//! What stands on something that the other line dropped, or has a name that it gave, too.

use super::Lines;
use crate::diff::is_indexed;
use crate::schema::{Schema, Table};
use crate::sql::words::mentions;
use std::collections::BTreeSet;

/// What in the merged schema cannot be, in words.
pub(super) fn missing(lines: &Lines<'_>, merged: &Schema) -> Vec<String> {
    let mut found = Vec::new();
    let mut indexes = BTreeSet::new();
    for table in &merged.tables {
        let name = &table.name;
        let lacking = lacking(table, &dropped(lines, table));
        found.extend(lacking.into_iter().map(|what| format!("{what}, which lacks a column")));
        for index in &table.indexes {
            if !indexes.insert((&name.schema, &index.name)) {
                found.push(format!("index {} of {name}, whose name is taken", index.name));
            }
        }
        for key in &table.foreign_keys {
            let target = merged.table(&key.target);
            let has = |name: &String| target.is_some_and(|table| table.column(name).is_some());
            if !key.target_columns.iter().all(has) {
                let columns = key.columns.join(", ");
                found.push(format!("reference {columns} of {name}, which leads nowhere"));
            }
        }
        for column in &table.columns {
            if column.ty.enum_name().is_some_and(|ty| merged.enum_type(ty).is_none()) {
                found.push(format!("column {name}.{}, whose type is gone", column.name));
            }
        }
    }
    found
}

/// What of a table has one of these columns in it, which are gone.
fn lacking(table: &Table, gone: &[&String]) -> Vec<String> {
    let name = &table.name;
    let is_gone = |columns: &[String]| columns.iter().any(|column| gone.contains(&column));
    let reads = |text: &String| gone.iter().any(|column| mentions(text, column));
    let mut found = Vec::new();
    for key in table.primary_key.iter().filter(|key| is_gone(&key.columns)) {
        found.push(format!("key {} of {name}", key.columns.join(", ")));
    }
    for unique in table.uniques.iter().filter(|unique| is_gone(&unique.columns)) {
        found.push(format!("unique set {} of {name}", unique.columns.join(", ")));
    }
    for check in table.checks.iter().filter(|check| reads(&check.expression)) {
        found.push(format!("check {} of {name}", check.expression));
    }
    for key in table.foreign_keys.iter().filter(|key| is_gone(&key.columns)) {
        found.push(format!("reference {} of {name}", key.columns.join(", ")));
    }
    for column in &table.columns {
        if column.generated.as_ref().is_some_and(|generated| reads(&generated.expression)) {
            found.push(format!("column {name}.{}", column.name));
        }
    }
    for index in &table.indexes {
        if gone.iter().any(|column| is_indexed(index, column)) {
            found.push(format!("index {} of {name}", index.name));
        }
    }
    for policy in &table.policies {
        if policy.using.iter().chain(&policy.check).any(reads) {
            found.push(format!("policy {} of {name}", policy.name));
        }
    }
    found
}

/// The columns that a line has or had, and the merged table has not.
fn dropped<'a>(lines: &Lines<'a>, table: &Table) -> Vec<&'a String> {
    let known = [lines.base, lines.one, lines.other].into_iter();
    let columns = known.filter_map(|schema| schema.table(&table.name)).flat_map(|t| &t.columns);
    columns.map(|column| &column.name).filter(|name| table.column(name).is_none()).collect()
}
