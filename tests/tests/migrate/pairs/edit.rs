//! Random changes of a schema, with hints for what has another name.

use super::column::{NUMBER, column, default, kind, of_name};
use super::random::Random;
use super::schema::{LABELS, bare_table, furnish_once};
use orm::Dialect;
use orm_migrate::schema::{Column, DataType, EnumType, ObjectName, PrimaryKey, Schema, Table};

/// Some changes of the schema.
pub(super) fn edit(random: &mut Random, schema: &mut Schema) {
    for _ in 0..1 + random.below(6) {
        edit_once(random, schema);
    }
}

fn edit_once(random: &mut Random, schema: &mut Schema) {
    let postgres = schema.dialect == Dialect::Postgres;
    if schema.tables.is_empty() || random.percent(8) {
        return add_table(random, schema);
    }
    let at = random.below(schema.tables.len());
    match random.below(if postgres { 16 } else { 13 }) {
        0 => drop_table(schema, at),
        1 => rename_table(random, schema, at),
        2 => rename_column(random, schema, at),
        3 => drop_column(random, schema, at),
        4 | 5 => {
            let columns = column(random, schema, &schema.tables[at].columns);
            schema.tables[at].columns.extend(columns);
        }
        6 | 7 => alter_column(random, schema, at),
        8 | 9 => {
            for _ in 0..1 + random.below(3) {
                furnish_once(random, schema, at);
            }
        }
        10 => drop_part(random, &mut schema.tables[at]),
        11 => change_key(random, schema, at),
        12 => rename_label_of_text(random, &mut schema.tables[at]),
        13 => labels(random, schema),
        14 => rename_enum(random, schema),
        _ => {
            let table = &mut schema.tables[at];
            table.comment = random.percent(50).then(|| format!("another {}", random.below(9)));
            if let Some(column) = random.one_of(table.columns.iter_mut()) {
                column.comment = random.percent(50).then(|| "said anew".to_owned());
            }
        }
    }
}

fn add_table(random: &mut Random, schema: &mut Schema) {
    let names = ["alpha", "epsilon", "zeta"];
    let free = names.iter().filter(|name| {
        schema
            .tables
            .iter()
            .all(|table| table.name.name != **name && table.renamed_from.as_deref() != Some(**name))
    });
    let Some(name) = random.one_of(free) else { return };
    let table = bare_table(random, schema, name);
    schema.tables.push(table);
    for _ in 0..random.below(4) {
        furnish_once(random, schema, schema.tables.len() - 1);
    }
}

fn drop_table(schema: &mut Schema, at: usize) {
    let name = schema.tables.remove(at).name;
    for table in &mut schema.tables {
        table.foreign_keys.retain(|key| key.target != name);
    }
}

fn rename_table(random: &mut Random, schema: &mut Schema, at: usize) {
    let old = schema.tables[at].name.clone();
    let mut new = ObjectName::plain(format!("{}_{}", old.name, random.below(3)));
    if schema.dialect == Dialect::Postgres {
        new.schema.clone_from(&old.schema);
        if random.percent(20) {
            new.schema = random.one_of(schema.schemas.iter()).cloned();
        }
    }
    if schema.table(&new).is_some() || schema.tables[at].renamed_from.is_some() {
        return;
    }
    let table = &mut schema.tables[at];
    table.name = new.clone();
    table.renamed_from = Some(old.to_string());
    for trigger in &mut table.triggers {
        let quoted = |name: &str| Dialect::Sqlite.quoted(name);
        trigger.sql = trigger.sql.replace(&quoted(&old.name), &quoted(&new.name));
    }
    for key in schema.tables.iter_mut().flat_map(|table| &mut table.foreign_keys) {
        if key.target == old {
            key.target = new.clone();
        }
    }
}

/// The columns that a change may have: not the number of the row.
fn any(random: &mut Random, table: &Table) -> Option<usize> {
    let free = table.columns.iter().enumerate().filter(|(_, column)| column.name != NUMBER);
    random.one_of(free.map(|(at, _)| at))
}

fn rename_column(random: &mut Random, schema: &mut Schema, at: usize) {
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
    use orm_migrate::schema::IndexKey;
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

fn drop_column(random: &mut Random, schema: &mut Schema, at: usize) {
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

fn alter_column(random: &mut Random, schema: &mut Schema, at: usize) {
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
            if old.generated.is_some() != new.generated.is_some() {
                return;
            }
            if is_key {
                new.nullable = false;
            }
            schema.tables[at].columns[place] = new;
        }
    }
}

fn drop_part(random: &mut Random, table: &mut Table) {
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

fn change_key(random: &mut Random, schema: &mut Schema, at: usize) {
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

/// A label of an enum that is kept as text, which the column's check knows.
fn rename_label_of_text(random: &mut Random, table: &mut Table) {
    for check in table.checks.iter_mut().filter(|check| check.expression.contains("IN ('calm'")) {
        for column in &mut table.columns {
            let quoted = format!("\"{}\"", column.name);
            if check.expression.starts_with(&quoted) && random.percent(80) {
                check.expression = check.expression.replace("'calm'", "'quiet'");
                column.renamed_labels = vec![("quiet".to_owned(), "calm".to_owned())];
                if column.default.as_deref() == Some("'calm'") {
                    column.default = Some("'quiet'".to_owned());
                }
            }
        }
    }
}

/// Other labels for an enum type: more, fewer, renamed.
fn labels(random: &mut Random, schema: &mut Schema) {
    if schema.enums.is_empty() {
        let labels = LABELS[..2].iter().map(|label| (*label).to_owned()).collect();
        return schema.enums.push(EnumType::new(ObjectName::plain("fresh"), labels));
    }
    let at = random.below(schema.enums.len());
    let ty = schema.enums[at].name.clone();
    let labels = &mut schema.enums[at].labels;
    match random.below(3) {
        0 => {
            let free =
                ["aloof", "busy"].iter().find(|label| !labels.iter().any(|one| one == *label));
            if let Some(free) = free {
                labels.insert(random.below(labels.len() + 1), (*free).to_owned());
                // The first one is what rows hold.
                if labels[0] == *free {
                    labels.swap(0, 1);
                }
            }
        }
        1 if labels.len() > 1 => {
            let gone = labels.remove(1 + random.below(labels.len() - 1));
            let literal = Dialect::Postgres.literal(&gone);
            for column in schema.tables.iter_mut().flat_map(|table| &mut table.columns) {
                if column.ty.enum_name() == Some(&ty) {
                    column.default.take_if(|default| *default == literal);
                }
            }
            schema.enums[at].renamed_labels.retain(|(new, _)| *new != gone);
        }
        _ => {
            let place = random.below(labels.len());
            let old = labels[place].clone();
            let new = format!("{old}!");
            if schema.enums[at].renamed_labels.iter().any(|(one, _)| *one == old)
                || schema.enums[at].labels.contains(&new)
            {
                return;
            }
            schema.enums[at].labels[place].clone_from(&new);
            let (from, to) = (Dialect::Postgres.literal(&old), Dialect::Postgres.literal(&new));
            for column in schema.tables.iter_mut().flat_map(|table| &mut table.columns) {
                if column.ty.enum_name() == Some(&ty) {
                    column.default.iter_mut().for_each(|d| *d = d.replace(&from, &to));
                }
            }
            schema.enums[at].renamed_labels.push((new, old));
        }
    }
}

fn rename_enum(random: &mut Random, schema: &mut Schema) {
    let Some(ty) = random.one_of(schema.enums.iter_mut()) else { return };
    if ty.renamed_from.is_some() {
        return;
    }
    let (old, new) = (ty.name.clone(), ObjectName::plain(format!("{}_{}", ty.name.name, 1)));
    ty.renamed_from = Some(old.name.clone());
    ty.name = new.clone();
    for column in schema.tables.iter_mut().flat_map(|table| &mut table.columns) {
        if column.ty == DataType::Enum(old.clone()) {
            column.ty = DataType::Enum(new.clone());
        }
    }
}
