//! Random changes of keys, checks, indexes, references and policies.

use super::super::column::{NUMBER, kind};
use super::super::random::Random;
use super::super::schema::{ACTIONS, condition};
use orm_migrate::schema::{PrimaryKey, Schema, Table};

pub(super) fn drop_part(random: &mut Random, table: &mut Table) {
    fn some<T>(random: &mut Random, list: &mut Vec<T>) {
        if !list.is_empty() {
            list.remove(random.below(list.len()));
        }
    }
    match random.below(6) {
        0 => some(random, &mut table.checks),
        1 => some(random, &mut table.foreign_keys),
        2 => some(random, &mut table.policies),
        3 => some(random, &mut table.triggers),
        // Another name for an index: nothing else is different.
        4 => table.indexes.iter_mut().take(1).for_each(|index| index.name.push('_')),
        _ => some(random, &mut table.indexes),
    }
}

pub(super) fn change_key(random: &mut Random, schema: &mut Schema, at: usize) {
    let name = schema.tables[at].name.clone();
    for table in &mut schema.tables {
        table.foreign_keys.retain(|key| key.target != name);
    }
    let table = &mut schema.tables[at];
    if table.columns[0].identity.is_some() {
        return;
    }
    table.primary_key = match table.primary_key {
        None => Some(PrimaryKey { name: None, columns: vec![NUMBER.to_owned()] }),
        Some(_) if random.percent(50) => None,
        Some(_) => {
            let other = table.columns.iter().find(|column| {
                !column.nullable
                    && matches!(kind(&column.name), 't' | 'u')
                    && column.collation.is_none()
            });
            other.map(|column| PrimaryKey { name: None, columns: vec![column.name.clone()] })
        }
    };
}

/// Another form of something, under the name that it has.
pub(super) fn change_part(random: &mut Random, schema: &mut Schema, at: usize) {
    let table = schema.tables[at].clone();
    let Some(expression) = condition(random, &table) else { return };
    let table = &mut schema.tables[at];
    match random.below(6) {
        0 => {
            if let Some(check) = random.one_of(table.checks.iter_mut()) {
                check.expression = expression;
            }
        }
        1 => {
            if let Some(index) = random.one_of(table.indexes.iter_mut()) {
                index.predicate = index.predicate.is_none().then_some(expression);
            }
        }
        2 => {
            if let Some(index) = random.one_of(table.indexes.iter_mut())
                && index.method.is_none()
            {
                index.parts.reverse();
                index.parts[0].descending = !index.parts[0].descending;
            }
        }
        3 => {
            if let Some(policy) = random.one_of(table.policies.iter_mut()) {
                policy.using = Some(expression);
            }
        }
        4 => {
            if let Some(key) = random.one_of(table.foreign_keys.iter_mut()) {
                key.on_update = *random.one(&ACTIONS[..3]);
            }
        }
        _ => {
            if let Some(key) = random.one_of(table.foreign_keys.iter_mut()) {
                key.deferrable = key.deferrable.is_none().then(|| random.percent(50));
            }
        }
    }
}
