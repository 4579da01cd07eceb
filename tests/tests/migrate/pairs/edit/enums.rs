//! Random changes of enums: types, and texts with a check.

use super::super::random::Random;
use super::super::schema::{LABELS, NARROW, WIDE};
use orm::Dialect;
use orm_migrate::schema::{DataType, EnumType, ObjectName, Schema, Table};

/// A label of an enum that is kept as text, which the column's check knows.
pub(super) fn rename_label_of_text(random: &mut Random, table: &mut Table) {
    for column in &mut table.columns {
        // All of the column's checks: no row meets one with the old label and one with the new.
        let is_renamed = random.percent(80);
        let quoted = format!("\"{}\"", column.name);
        for check in &mut table.checks {
            let knows = check.expression.contains("IN ('calm'");
            if is_renamed && knows && check.expression.starts_with(&quoted) {
                check.expression = check.expression.replace("'calm'", "'quiet'");
                column.renamed_labels = vec![("quiet".to_owned(), "calm".to_owned())];
                if column.default.as_deref() == Some("'calm'") {
                    column.default = Some("'quiet'".to_owned());
                }
            }
        }
    }
}

/// A label that goes from all checks of columns: rows hold it.
pub(super) fn narrow_labels_of_texts(table: &mut Table) {
    for column in &mut table.columns {
        let quoted = format!("\"{}\"", column.name);
        let own = table.checks.iter_mut().filter(|check| check.expression.starts_with(&quoted));
        for check in own.filter(|check| check.expression.contains(WIDE)) {
            check.expression = check.expression.replace(WIDE, NARROW);
            if column.default.as_deref() == Some("'calm'") {
                column.default = Some("'wild'".to_owned());
            }
        }
    }
}

/// Other labels for an enum type: more, fewer, renamed.
pub(super) fn labels(random: &mut Random, schema: &mut Schema) {
    if schema.enums.is_empty() {
        let labels = LABELS[..2].iter().map(|label| (*label).to_owned()).collect();
        return schema.enums.push(EnumType::new(ObjectName::plain("fresh"), labels));
    }
    let at = random.below(schema.enums.len());
    let ty = schema.enums[at].name.clone();
    let labels = &mut schema.enums[at].labels;
    match random.below(4) {
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
        1 | 2 if labels.len() > 1 => {
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

pub(super) fn rename_enum(random: &mut Random, schema: &mut Schema) {
    let Some(ty) = random.one_of(schema.enums.iter_mut()) else { return };
    if ty.renamed_from.is_some() {
        return;
    }
    let (old, new) = (ty.name.clone(), ObjectName::plain(format!("{}_{}", ty.name.name, 1)));
    ty.renamed_from = Some(old.name.clone());
    ty.name = new.clone();
    for column in schema.tables.iter_mut().flat_map(|table| &mut table.columns) {
        if let DataType::Enum(of) | DataType::EnumArray(of) = &mut column.ty
            && *of == old
        {
            of.clone_from(&new);
        }
    }
}
