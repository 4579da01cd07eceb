//! What SQLite's `ALTER TABLE` can do (its manual, "ALTER TABLE").

use super::{DIALECT, plain};
use crate::diff::is_indexed;
use crate::op::Op;
use crate::plan::Step;
use crate::schema::{Check, Column, ForeignKey, ObjectName, Table};
use crate::sql::words::{Kind, mentions, words};
use crate::sql::{alter, column, constraint, drop};

/// How a table's columns and constraints are changed.
pub(super) enum Change {
    /// By these statements, maybe none.
    Native(Vec<Step>),
    /// By a table of the new form that takes its place.
    Rebuild,
}

/// How this table becomes the other one. Indexes, triggers and renames are not looked at: they need no
/// rebuild.
pub(super) fn change(old: &Table, new: &Table, ops: &[Op]) -> Change {
    let mut steps = Vec::new();
    let own: Vec<_> = ops.iter().filter(|op| op.table() == Some(&new.name)).collect();
    let added = |name: &str| {
        own.iter().any(|op| matches!(op, Op::AddColumn { column, .. } if column.name == name))
    };
    for op in &own {
        match op {
            Op::AddColumn { column, fill: None, .. } => match add(new, column, &own) {
                Some(step) => steps.push(step),
                None => return Change::Rebuild,
            },
            Op::DropColumn { column, .. } if is_free(old, &column.name) => {
                let step = plain(drop::column(DIALECT, &new.name, &column.name));
                steps.push(step.destroying(op.destroys()));
            }
            // They stand in their column's definition.
            Op::AddCheck { check, .. } if own_check(new, check).is_some_and(added) => {}
            Op::AddForeignKey { key, .. } if own_key(key).is_some_and(added) => {}
            Op::AddColumn { .. }
            | Op::DropColumn { .. }
            | Op::AlterColumn { .. }
            | Op::RenameValue { .. }
            | Op::ReplaceValues { .. }
            | Op::AddPrimaryKey { .. }
            | Op::DropPrimaryKey { .. }
            | Op::AddUnique { .. }
            | Op::DropUnique { .. }
            | Op::AddCheck { .. }
            | Op::DropCheck { .. }
            | Op::AddForeignKey { .. }
            | Op::DropForeignKey { .. }
            | Op::RenameConstraint { .. }
            | Op::SetStorage { .. } => return Change::Rebuild,
            _ => {}
        }
    }
    Change::Native(steps)
}

/// The statement that adds a column with its checks and its reference, if there is one.
fn add(table: &Table, column: &Column, own: &[&Op]) -> Option<Step> {
    let is_stored = column.generated.as_ref().is_some_and(|generated| generated.stored);
    let has_value = column.default.as_deref().is_some_and(is_literal);
    let is_null = column.default.is_none()
        || column.default.as_deref().is_some_and(|default| default.eq_ignore_ascii_case("null"));
    let is_virtual = column.generated.is_some() && !is_stored;
    // A value that is not the same for all rows would have to be written into them.
    let is_known = has_value || column.default.is_none();
    let is_required = !column.nullable && !is_virtual;
    if is_stored || column.identity.is_some() || !is_known || (is_required && is_null) {
        return None;
    }
    let mut sql = format!("ADD COLUMN {}", column::definition(DIALECT, table, column));
    for op in own {
        match op {
            Op::AddCheck { check, .. } if own_check(table, check) == Some(&column.name) => {
                sql.push_str(&format!(" {}", constraint::check(DIALECT, check)));
            }
            Op::AddForeignKey { key, .. } if own_key(key) == Some(&column.name) => {
                // With foreign keys on, rows may get no reference but NULL.
                if !is_null {
                    return None;
                }
                sql.push_str(&format!(" {}", constraint::reference(DIALECT, key)));
            }
            _ => {}
        }
    }
    Some(plain(alter::table(DIALECT, &table.name, &sql)))
}

/// The only column that a check has in it.
fn own_check<'a>(table: &'a Table, check: &Check) -> Option<&'a str> {
    let mut columns = table.columns.iter().map(|column| column.name.as_str());
    let mut is_in = |name: &&str| mentions(&check.expression, name);
    columns.find(&mut is_in).filter(|_| columns.find(&mut is_in).is_none())
}

/// The only column of a reference.
fn own_key(key: &ForeignKey) -> Option<&str> {
    match key.columns.as_slice() {
        [column] => Some(column),
        _ => None,
    }
}

/// Whether nothing stands on a column.
fn is_free(table: &Table, name: &str) -> bool {
    let is = |columns: &[String]| columns.iter().any(|column| column == name);
    let is_in = |text: &String| mentions(text, name);
    let refers = |target: &ObjectName, columns: &[String]| *target == table.name && is(columns);
    !(table.primary_key.iter().any(|key| is(&key.columns))
        || table.uniques.iter().any(|unique| is(&unique.columns))
        || table
            .foreign_keys
            .iter()
            .any(|key| is(&key.columns) || refers(&key.target, &key.target_columns))
        || table.checks.iter().any(|check| is_in(&check.expression))
        || table.indexes.iter().any(|index| is_indexed(index, name) && index.predicate.is_some())
        || table.columns.iter().filter_map(|c| c.generated.as_ref()).any(|g| is_in(&g.expression)))
}

/// Whether a default is a value as it stands.
fn is_literal(sql: &str) -> bool {
    let words: Vec<_> = words(sql).into_iter().filter(|(kind, _)| *kind != Kind::Space).collect();
    match words.as_slice() {
        [(Kind::Text | Kind::Number, _)] => true,
        [(Kind::Symbol, "-" | "+"), (Kind::Number, _)] => true,
        [(Kind::Bare, word)] => {
            ["true", "false", "null"].iter().any(|value| word.eq_ignore_ascii_case(value))
        }
        _ => false,
    }
}
