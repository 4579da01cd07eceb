//! The rules of single fields, and of roles that one field of a model has.

use crate::diag::Errors;
use crate::model::{Field, Model};
use std::collections::HashMap;

/// Each says what fills the column, so a field has one of them.
const SOURCES: &[&str] = &[
    "primary_key",
    "created_at",
    "updated_at",
    "version",
    "soft_delete",
    "generated",
    "default",
    "default_sql",
];

/// A column that is kept by somebody else refers to nothing.
const NOT_REFERRING: &[&str] =
    &["auto", "created_at", "updated_at", "version", "soft_delete", "generated"];

/// One column of a table has this role.
const ONCE: &[&str] = &["created_at", "updated_at", "version", "soft_delete"];

pub(super) fn check(model: &Model, errors: &mut Errors) {
    for field in &model.fields {
        sources(field, errors);
        embedded(field, errors);
        super::check_size(&field.attrs.size, errors);
        if field.attrs.has("soft_delete") && field.optional().is_none() {
            let message = "a `soft_delete` column is empty until the row is deleted; make it an `Option` of a date and time";
            errors.at(&field.ty, message);
        }
    }
    for role in ONCE {
        let marked = model.fields.iter().filter_map(|field| field.attrs.get(role));
        for second in marked.skip(1) {
            errors.at(second, format!("a second `{role}`; a model has one at most"));
        }
    }
    names(model, errors);
}

fn sources(field: &Field, errors: &mut Errors) {
    let mut sources =
        field.attrs.keys.iter().filter(|key| SOURCES.iter().any(|source| key == source));
    if let Some(first) = sources.next() {
        for second in sources {
            let message = format!(
                "`{second}` cannot be together with `{first}`; one of them fills the column"
            );
            errors.at(second, message);
        }
    }
    let Some(references) = &field.attrs.references else { return };
    for key in field.attrs.keys.iter().filter(|key| NOT_REFERRING.iter().any(|other| key == other))
    {
        let message = format!(
            "`{key}` cannot be together with `{}`; the user gives a reference",
            references.key
        );
        errors.at(key, message);
    }
}

fn embedded(field: &Field, errors: &mut Errors) {
    if !field.embed {
        return;
    }
    for key in field
        .attrs
        .keys
        .iter()
        .filter(|key| !["embed", "column", "rename"].iter().any(|ok| key == ok))
    {
        let message = format!(
            "`{key}` is for a column, but `{}` is an embedded struct; remove one of them",
            field.name
        );
        errors.at(key, message);
    }
    if field.is_column() {
        let message = "`embed` is for a struct of several columns, with `#[derive(DbType)]`; remove it where the type is one column";
        errors.at(&field.ty, message);
    }
    if field.optional().is_some() {
        let message = "an embedded struct cannot be an `Option`; make its fields `Option`s";
        errors.at(&field.ty, message);
    }
}

fn names(model: &Model, errors: &mut Errors) {
    let mut taken: HashMap<&str, &Field> = HashMap::new();
    for field in model.fields.iter().filter(|field| !field.embed) {
        let Some(first) = taken.insert(&field.column, field) else { continue };
        let message = format!(
            "the column `{}` is that of the field `{}` too; write `column = \"..\"` with another name",
            field.column, first.name
        );
        match &field.attrs.column {
            Some(column) => errors.at(&column.value, message),
            None => errors.at(&field.ident, message),
        }
    }
}
