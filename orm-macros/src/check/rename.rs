//! The rules of names that changed.

use crate::attr::Keyed;
use crate::diag::Errors;
use crate::model::{Field, Model};
use crate::name;
use syn::LitStr;

pub(super) fn check(model: &Model, errors: &mut Errors) {
    if let Some(old) = &model.attrs.renamed_from
        && old.value.value() == model.table
    {
        errors.at(&old.value, name::SAME);
    }
    let columns = || model.fields.iter().filter(|field| !field.embed);
    let old_names = columns().filter_map(|field| Some((field, field.attrs.renamed_from.as_ref()?)));
    let mut seen: Vec<(&Field, String)> = Vec::new();
    for (field, old) in old_names {
        let text = old.value.value();
        let now = columns().find(|other| other.column == text);
        let before = seen.iter().find(|(_, other)| *other == text).map(|(field, _)| *field);
        one(field, old, now, before, errors);
        seen.push((field, text));
    }
}

/// `now` is the field that has the old name today, and `before` another one that had it.
fn one(
    field: &Field,
    old: &Keyed<LitStr>,
    now: Option<&Field>,
    before: Option<&Field>,
    errors: &mut Errors,
) {
    let text = old.value.value();
    match (now, before) {
        (Some(now), _) if now.name == field.name => errors.at(&old.value, name::SAME),
        (Some(now), _) => {
            let message = format!(
                "`{text}` is the column of the field `{}` now; write the name that the column of `{}` had",
                now.name, field.name
            );
            errors.at(&old.value, message);
        }
        (None, Some(before)) => {
            let message = format!(
                "`{text}` was the column of the field `{}` already; one column becomes one",
                before.name
            );
            errors.at(&old.value, message);
        }
        (None, None) => {}
    }
}
