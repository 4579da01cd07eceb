//! The rules of unique sets and checks.

use super::columns;
use crate::diag::Errors;
use crate::model::Model;
use std::collections::HashSet;

pub(super) fn check(model: &Model, errors: &mut Errors) {
    uniques(model, errors);
    let mut taken = HashSet::new();
    let mut names = HashSet::new();
    for constraint in model.constraints() {
        let variant = constraint.variant.to_string();
        let second = !taken.insert(variant.clone()) | !names.insert(constraint.name);
        if second && !same_unique_twice(model) {
            let message = format!(
                "a second constraint with the name `{variant}`; give one another name, or leave it out"
            );
            errors.at(constraint.variant, message);
        }
    }
}

fn uniques(model: &Model, errors: &mut Errors) {
    for (at, unique) in model.uniques.iter().enumerate() {
        columns(model, &unique.fields, "a unique set", errors);
        if model.key.len() == unique.fields.len() && unique.same_fields(&model.key) {
            errors.at(&unique.key, "the primary key is unique already; leave this out");
        } else if model.uniques[..at].iter().any(|other| other.same_fields(&unique.fields)) {
            errors.at(&unique.key, "the same fields are declared unique twice; keep one");
        }
    }
}

/// The same set twice is reported once, as a set.
fn same_unique_twice(model: &Model) -> bool {
    let all = &model.uniques;
    all.iter()
        .enumerate()
        .any(|(at, set)| all[..at].iter().any(|other| other.same_fields(&set.fields)))
}
