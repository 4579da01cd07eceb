//! The rules of references and relations.

use super::columns;
use crate::attr::{Action, Keyed, RelationSyntax};
use crate::diag::Errors;
use crate::model::relation::{is_method, parameter};
use crate::model::resolve::relation_name;
use crate::model::{Field, Model};
use crate::name;
use std::collections::{HashMap, HashSet};
use syn::Ident;

pub(super) fn check(model: &Model, errors: &mut Errors) {
    for field in &model.fields {
        match field.attrs.references {
            Some(_) => reference(model, field, errors),
            None => without_reference(field, errors),
        }
    }
    for relation in &model.attrs.relations {
        let RelationSyntax::By { fields, rules } = &relation.syntax else { continue };
        columns(model, fields, "a foreign key", errors);
        let optional = fields
            .iter()
            .filter_map(|field| model.field(field))
            .all(|field| field.optional().is_some());
        if !optional && [rules.on_delete, rules.on_update].contains(&Some(Action::SetNull)) {
            let message = "`set_null` needs columns that may be empty; make their types `Option`s, or write another action";
            errors.at(&relation.name, message);
        }
    }
    names(model, errors);
}

fn without_reference(field: &Field, errors: &mut Errors) {
    let attrs = &field.attrs;
    let keys = ["relation", "on_delete", "on_update", "deferrable", "deferred", "constraint"];
    for key in attrs.keys.iter().filter(|key| keys.iter().any(|other| key == other)) {
        errors.at(key, format!("`{key}` is for references; write `references = Model` beside it"));
    }
}

fn reference(model: &Model, field: &Field, errors: &mut Errors) {
    if relation_name(field).is_none() {
        let reason = match field.name.strip_suffix("_id") {
            Some(word) => format!("`{word}` cannot be the relation's name"),
            None => {
                format!("the relation has no name, because `{}` does not end in `_id`", field.name)
            }
        };
        let near = field.attrs.get("references").unwrap_or(&field.ident);
        errors.at(near, format!("{reason}; write `relation = name` beside it"));
    }
    if let (Some(_), Some(word)) = (field.attrs.get("deferred"), field.attrs.get("deferrable")) {
        errors.at(word, "a `deferred` reference is `deferrable` already; leave this out");
    }
    for (action, written) in
        [("on_delete", &field.attrs.on_delete), ("on_update", &field.attrs.on_update)]
    {
        let Some(Keyed { key, value }) = written else { continue };
        if *value == Action::SetNull && field.optional().is_none() {
            let message = format!(
                "`{action} = set_null` needs a column that may be empty; make the type of `{}` an `Option`, or write another action",
                field.name
            );
            errors.at(key, message);
        }
        if *value == Action::SetDefault && field.default.is_none() && !model.view {
            errors.at(
                key,
                format!("`{action} = set_default` needs a default; write `default = ..` beside it"),
            );
        }
    }
}

fn names(model: &Model, errors: &mut Errors) {
    let fields: HashSet<&str> = model.fields.iter().map(|field| field.name.as_str()).collect();
    let mut taken = HashSet::new();
    let mut parameters: HashMap<Ident, &Ident> = HashMap::new();
    for relation in &model.relations {
        let ident = &relation.ident;
        if is_method(&name::text(ident)) {
            let advice = advice(model, ident);
            errors.at(ident, format!("`{ident}` is the name of a generated method; {advice}"));
            continue;
        }
        if fields.contains(name::text(ident).as_str()) {
            errors.at(
                ident,
                format!("the relation `{ident}` has the name of a field; give it another name"),
            );
        } else if !taken.insert(name::text(ident)) {
            errors.at(ident, format!("a second relation `{ident}`; {}", advice(model, ident)));
        } else if name::ident(&name::text(ident), ident.span()).is_none() {
            errors.at(ident, format!("`{ident}` cannot be the name of a relation; write another"));
        } else if let Some(other) = parameters.insert(parameter(relation), ident) {
            let advice = advice(model, ident);
            let message = format!(
                "the relations `{other}` and `{ident}` are the same in camel case; {advice}"
            );
            errors.at(ident, message);
        } else if is_beside_row(model, ident) {
            let message = "`row` and `model` cannot both be relations of a model, because `into_parts` names the row by the one that is free; give one another name";
            errors.at(ident, message);
        }
    }
}

/// Whether this relation is `model`, and another one is `row`.
fn is_beside_row(model: &Model, ident: &Ident) -> bool {
    ident == "model" && model.relations.iter().any(|other| other.ident == "row")
}

fn advice(model: &Model, ident: &Ident) -> &'static str {
    let word = name::text(ident);
    let on_field = model.fields.iter().any(|field| field.name == format!("{word}_id"));
    if on_field { "write `relation = ..` with another name" } else { "give it another name" }
}
