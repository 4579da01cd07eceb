//! Random changes of columns.

use super::super::column::{NUMBER, default, of_name};
use super::super::random::Random;
use orm_migrate::schema::{Column, IndexKey, ObjectName, Schema, Table};

/// The columns that a change may have: not the number of the row.
fn any(random: &mut Random, table: &Table) -> Option<usize> {
    let free = table.columns.iter().enumerate().filter(|(_, column)| column.name != NUMBER);
    random.one_of(free.map(|(at, _)| at))
}

pub(super) fn rename_column(random: &mut Random, schema: &mut Schema, at: usize) {
    let Some(column) = any(random, &schema.tables[at]) else { return };
    let old = schema.tables[at].columns[column].clone();
    let new = format!("{}_{}", old.name, random.below(3));
    if old.renamed_from.is_some() || schema.tables[at].column(&new).is_some() {
        return;
    }
    let name = schema.tables[at].name.clone();
    schema.tables[at].columns[column].renamed_from = Some(old.name.clone());
    schema.tables[at].columns[column].name.clone_from(&new);
    replace(schema, &name, &old.name, &new);
}

/// The other name wherever the column is named.
fn replace(schema: &mut Schema, of: &ObjectName, from: &str, to: &str) {
    let dialect = schema.dialect;
    let names = |names: &mut Vec<String>| {
        names.iter_mut().filter(|name| *name == from).for_each(|name| *name = to.to_owned());
    };
    let text = |text: &mut String| {
        *text = text.replace(&dialect.quoted(from), &dialect.quoted(to));
        if from == "n1" {
            *text = text.replace("+ n1)", &format!("+ {to})"));
        }
    };
    for table in &mut schema.tables {
        for key in table.foreign_keys.iter_mut().filter(|key| key.target == *of) {
            names(&mut key.target_columns);
        }
        if table.name != *of {
            continue;
        }
        table.primary_key.iter_mut().for_each(|key| names(&mut key.columns));
        table.uniques.iter_mut().for_each(|unique| names(&mut unique.columns));
        table.foreign_keys.iter_mut().for_each(|key| names(&mut key.columns));
        table.checks.iter_mut().for_each(|check| text(&mut check.expression));
        for generated in table.columns.iter_mut().filter_map(|column| column.generated.as_mut()) {
            text(&mut generated.expression);
        }
        for index in &mut table.indexes {
            names(&mut index.include);
            index.predicate.iter_mut().for_each(text);
            for part in &mut index.parts {
                match &mut part.key {
                    IndexKey::Column(name) if name == from => *name = to.to_owned(),
                    IndexKey::Column(_) => {}
                    IndexKey::Expression(expression) => text(expression),
                }
            }
        }
        for policy in &mut table.policies {
            policy.using.iter_mut().chain(&mut policy.check).for_each(text);
        }
    }
}

pub(super) fn drop_column(random: &mut Random, schema: &mut Schema, at: usize) {
    let Some(column) = any(random, &schema.tables[at]) else { return };
    let name = schema.tables[at].columns.remove(column).name;
    forget(schema, at, &name);
}

/// Drops what stands on a column.
fn forget(schema: &mut Schema, at: usize, name: &str) {
    let quoted = schema.dialect.quoted(name);
    let of = schema.tables[at].name.clone();
    let is = |columns: &[String]| columns.iter().any(|column| column == name);
    let is_in = |text: &String| text.contains(&quoted) || (name == "n1" && text.contains("+ n1)"));
    for table in &mut schema.tables {
        table.foreign_keys.retain(|key| key.target != of || !is(&key.target_columns));
    }
    let table = &mut schema.tables[at];
    table.primary_key.take_if(|key| is(&key.columns));
    table.uniques.retain(|unique| !is(&unique.columns));
    table.checks.retain(|check| !is_in(&check.expression));
    table.foreign_keys.retain(|key| !is(&key.columns));
    table.indexes.retain(|index| {
        let text = serde_json::to_string(index).unwrap();
        let inside = |name: &str| {
            let json = serde_json::to_string(name).unwrap();
            json[1..json.len() - 1].to_owned()
        };
        !text.contains(&inside(name)) && !text.contains(&inside(&quoted))
    });
    table.policies.retain(|policy| !policy.using.iter().chain(&policy.check).any(is_in));
    let generated =
        |column: &Column| column.generated.as_ref().is_some_and(|g| is_in(&g.expression));
    let gone: Vec<_> =
        table.columns.iter().filter(|c| generated(c)).map(|c| c.name.clone()).collect();
    for name in gone {
        schema.tables[at].columns.retain(|column| column.name != name);
        forget(schema, at, &name);
    }
}

pub(super) fn alter_column(random: &mut Random, schema: &mut Schema, at: usize) {
    let Some(place) = any(random, &schema.tables[at]) else { return };
    let (dialect, enums) = (schema.dialect, schema.enums.clone());
    let others: Vec<_> = schema.tables[at].columns.clone();
    let name = others[place].name.clone();
    let is_key =
        schema.tables[at].primary_key.as_ref().is_some_and(|key| key.columns.contains(&name));
    match random.below(3) {
        0 if !is_key => {
            let column = &mut schema.tables[at].columns[place];
            if column.identity.is_none() && column.generated.is_none() {
                column.nullable = !column.nullable;
            }
        }
        1 => {
            let column = schema.tables[at].columns[place].clone();
            if column.identity.is_none() && column.generated.is_none() {
                let default = default(random, dialect, &column, &enums);
                schema.tables[at].columns[place].default = default.filter(|_| random.percent(60));
            }
        }
        _ => {
            let old = others[place].clone();
            let others: Vec<_> = others.into_iter().filter(|column| column.name != name).collect();
            let base = name.split('_').next().unwrap();
            let mut new = of_name(random, schema, base, &others);
            new.name.clone_from(&name);
            new.renamed_from = old.renamed_from;
            if is_key {
                new.nullable = false;
            }
            schema.tables[at].columns[place] = new;
        }
    }
}
