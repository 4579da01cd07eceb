//! The rules of the primary key, and of the tenant's column.

use super::{column, columns};
use crate::diag::Errors;
use crate::model::{Field, Model};

/// The runtime reads keys of so many columns (`orm`, `model::Key`).
const MOST_COLUMNS: usize = 4;

pub(super) fn check(model: &Model, errors: &mut Errors) {
    on_fields(model, errors);
    on_struct(model, errors);
    types(model, errors);
    if let Some(tenant) = &model.tenant {
        column(model, &tenant.value, "the tenant", errors);
        if let Some(field) = model.field(&tenant.value) {
            of_tenant(field, errors);
        }
    }
    if model.key.is_empty() && !model.view && model.complete {
        let message = format!(
            "`{}` has no primary key; write `#[model(primary_key)]` on a field, or `#[model(primary_key(a, b))]` on the struct",
            model.ident
        );
        errors.at(&model.ident, message);
    }
}

fn on_fields(model: &Model, errors: &mut Errors) {
    let marked = model.fields.iter().filter_map(|field| field.attrs.get("primary_key"));
    for second in marked.skip(1) {
        let message = "a second `primary_key`; write `#[model(primary_key(a, b))]` on the struct for a key of several columns";
        errors.at(second, message);
    }
    for field in &model.fields {
        if let Some(auto) = field.attrs.get("auto")
            && !field.attrs.has("primary_key")
        {
            let message = "`auto` is for keys; write `#[model(primary_key, auto)]`";
            errors.at(auto, message);
        }
    }
}

fn on_struct(model: &Model, errors: &mut Errors) {
    let Some(key) = &model.attrs.primary_key else { return };
    columns(model, &key.value, "a primary key", errors);
    if let Some(fifth) = key.value.get(MOST_COLUMNS) {
        errors.at(
            fifth,
            format!("a primary key has at most {MOST_COLUMNS} columns; leave this one out"),
        );
    }
    for field in &model.fields {
        if let Some(marked) = field.attrs.get("primary_key") {
            let message = "the struct has `primary_key(..)` already; keep one of them";
            errors.at(marked, message);
        }
    }
    for field in model.key_fields() {
        filled(field, errors);
    }
}

fn filled(field: &Field, errors: &mut Errors) {
    let other = [
        "created_at",
        "updated_at",
        "version",
        "soft_delete",
        "generated",
        "default",
        "default_sql",
    ];
    for key in field.attrs.keys.iter().filter(|key| other.iter().any(|other| key == other)) {
        let message = format!("`{key}` cannot be on a column of the primary key; remove it");
        errors.at(key, message);
    }
}

/// Every row belongs to a tenant, and the executor's scope says to which.
fn of_tenant(field: &Field, errors: &mut Errors) {
    if field.optional().is_some() {
        let message = "the tenant's column cannot be an `Option`: a row without a tenant would be nobody's; write the type inside it";
        errors.at(&field.ty, message);
    }
    let filled = [
        "auto",
        "created_at",
        "updated_at",
        "version",
        "soft_delete",
        "generated",
        "default",
        "default_sql",
    ];
    for key in field.attrs.keys.iter().filter(|key| filled.iter().any(|filled| key == filled)) {
        let message = format!(
            "`{key}` cannot be on the tenant's column, which the executor's scope fills; remove it"
        );
        errors.at(key, message);
    }
}

fn types(model: &Model, errors: &mut Errors) {
    for field in model.key_fields() {
        if field.optional().is_some() {
            let message =
                "a column of the primary key cannot be an `Option`; write the type inside it";
            errors.at(&field.ty, message);
        }
    }
}
