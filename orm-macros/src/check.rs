//! The rules across attributes: every violation is reported, at the tokens that break it.

mod constraint;
mod field;
mod index;
mod key;
mod partition;
mod relation;
mod rename;
mod size;
mod view;

pub(crate) use size::check as check_size;

use crate::diag::{Errors, unknown_field};
use crate::model::{Field, Model};
use syn::Ident;

/// Reports what is wrong with a model.
pub(crate) fn check(model: &Model, errors: &mut Errors) {
    key::check(model, errors);
    field::check(model, errors);
    relation::check(model, errors);
    if model.view {
        view::check(model, errors);
    } else {
        constraint::check(model, errors);
        index::check(model, errors);
        partition::check(model, errors);
        rename::check(model, errors);
    }
}

/// The column in a list of fields; reports a field that there is not, or that is no column.
fn column<'a>(
    model: &'a Model,
    ident: &Ident,
    what: &str,
    errors: &mut Errors,
) -> Option<&'a Field> {
    match model.field(ident) {
        Some(field) if field.embed => {
            let message = format!(
                "{what} has columns, but `{ident}` is an embedded struct; name columns only"
            );
            errors.at(ident, message);
            None
        }
        Some(field) => Some(field),
        None => {
            let known: Vec<&str> = model.fields.iter().map(|field| field.name.as_str()).collect();
            errors.push(unknown_field(ident, &known));
            None
        }
    }
}

/// Reports fields that are not there, or are named twice in one list.
fn columns(model: &Model, fields: &[Ident], what: &str, errors: &mut Errors) {
    for (at, ident) in fields.iter().enumerate() {
        if fields[..at].contains(ident) {
            errors.at(ident, format!("`{ident}` is named twice; name each field once"));
        } else {
            column(model, ident, what, errors);
        }
    }
}
