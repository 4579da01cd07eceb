//! Random changes of a schema, with hints for what has another name.

mod column;
mod enums;
mod part;

use super::column::column as new_column;
use super::random::Random;
use super::schema::{bare_table, furnish_once};
use column::{alter_column, drop_column, rename_column};
use enums::{labels, narrow_labels_of_texts, rename_enum, rename_label_of_text};
use orm::Dialect;
use orm_migrate::schema::{ObjectName, Schema, Table};
use part::{change_key, change_part, drop_part};

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
    match random.below(if postgres { 21 } else { 18 }) {
        0 => drop_table(schema, at),
        1 => rename_table(random, schema, at),
        2 => rename_column(random, schema, at),
        3 => drop_column(random, schema, at),
        4 | 5 => {
            let columns = new_column(random, schema, &schema.tables[at].columns);
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
        13 | 14 => change_part(random, schema, at),
        15 => rename_all(random, schema, at),
        16 => schema.tables.iter_mut().for_each(narrow_labels_of_texts),
        17 if postgres => new_schema(random, schema, at),
        17 => change_storage(random, &mut schema.tables[at]),
        18 => labels(random, schema),
        19 => rename_enum(random, schema),
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
    // A hint may name a table without its schema, and must not mean two.
    let is_of = |table: &Table, name: &str| {
        let old = table.renamed_from.as_deref().and_then(|old| old.rsplit('.').next());
        table.name.name == name || old == Some(name)
    };
    let free = names.iter().filter(|name| !schema.tables.iter().any(|table| is_of(table, name)));
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

/// A table, a column of it and an index over that, all with other names at once.
fn rename_all(random: &mut Random, schema: &mut Schema, at: usize) {
    rename_table(random, schema, at);
    rename_column(random, schema, at);
    for index in schema.tables[at].indexes.iter_mut().take(2) {
        index.name.push('x');
    }
}

/// A schema that is new, for a table that was elsewhere.
fn new_schema(random: &mut Random, schema: &mut Schema, at: usize) {
    if !schema.schemas.iter().any(|name| name == "other") {
        schema.schemas.push("other".to_owned());
    }
    if random.percent(50) {
        rename_table(random, schema, at);
    }
}

/// Another way in which SQLite keeps a table.
fn change_storage(random: &mut Random, table: &mut Table) {
    match random.percent(50) {
        true => table.strict = !table.strict,
        false => {
            let can_be = table.primary_key.is_some();
            table.without_rowid = !table.without_rowid && can_be;
            if table.without_rowid {
                table.columns.iter_mut().for_each(|column| column.identity = None);
            }
        }
    }
}
