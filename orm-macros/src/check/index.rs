//! The rules of indexes.

use super::columns;
use crate::attr::{IndexKey, IndexPart};
use crate::diag::Errors;
use crate::model::{Index, Model};
use crate::name;
use std::collections::HashSet;
use syn::Ident;

/// The methods whose indexes carry other columns along (PostgreSQL manual, "CREATE INDEX").
const INCLUDING: &[&str] = &["gist", "spgist"];

pub(super) fn check(model: &Model, errors: &mut Errors) {
    let mut shapes = HashSet::new();
    let sets: HashSet<&str> = model.uniques.iter().map(|unique| unique.name.as_str()).collect();
    let mut names = HashSet::new();
    for index in &model.indexes {
        let what = if index.unique.is_some() { "a unique set" } else { "an index" };
        columns(model, &index.fields(), what, errors);
        included(model, index, errors);
        method(index, errors);
        if let Some(word) = index.attr.nulls_not_distinct.as_ref() {
            let message = "`nulls_not_distinct` is for a unique set of columns and nothing else; leave it out, or the rest";
            errors.at(word, message);
        }
        if !shapes.insert(shape(index)) {
            errors.at(&index.key, "a second index over the same fields; keep one");
            continue;
        }
        let name = index.name.as_str();
        // Two unique sets of one name are two constraints of one name, which is reported already.
        let is_taken = match index.unique {
            Some(_) => names.contains(name),
            None => !names.insert(name) || sets.contains(name),
        };
        if is_taken {
            let message = format!(
                "a second index with the name `{name}`; write `name = \"..\"` with another"
            );
            errors.at(index.attr.name.as_ref().map_or(&index.key, |name| &name.key), message);
        }
    }
}

type Shape = (Vec<(String, Option<String>)>, Option<String>, Option<String>);

/// What makes two indexes the same, whatever their names and the order of their values.
fn shape(index: &Index) -> Shape {
    let parts = index.attr.parts.iter().map(|part| match &part.key {
        IndexKey::Field(field) => (name::text(field), part.operator_class.clone()),
        IndexKey::Expression(sql) => (format!("({})", sql.value()), part.operator_class.clone()),
    });
    let predicate = index.attr.predicate.as_ref().map(|predicate| predicate.value.value());
    (parts.collect(), predicate, index.method().map(str::to_owned))
}

fn included(model: &Model, index: &Index, errors: &mut Errors) {
    columns(model, index.included(), "`include`", errors);
    let fields = index.fields();
    let is_ordered = |ident: &&Ident| fields.iter().any(|field| field == *ident);
    for ident in index.included().iter().filter(is_ordered) {
        errors.at(ident, format!("`{ident}` is in the index already; leave it out here"));
    }
}

/// What only a `btree` has.
fn method(index: &Index, errors: &mut Errors) {
    let (Some(written), Some(method)) = (&index.attr.method, index.method()) else { return };
    if index.unique.is_some() {
        let message = format!("a unique set is kept by a `btree`; leave `{}` out", written.key);
        errors.at(&written.key, message);
        return;
    }
    for part in &index.attr.parts {
        for word in ordering(part) {
            errors.at(word, format!("an index by `{method}` has no order; remove `{word}`"));
        }
    }
    if let Some(include) = &index.attr.include
        && matches!(method, "hash" | "gin" | "brin")
    {
        let message = format!(
            "an index by `{method}` carries no other columns; remove `include`, or use `btree`, {}",
            crate::diag::list(INCLUDING)
        );
        errors.at(&include.key, message);
    }
    if matches!(method, "hash" | "spgist") && index.attr.parts.len() > 1 {
        let message = format!("an index by `{method}` is over one field; name one");
        errors.at(&written.key, message);
    }
}

fn ordering(part: &IndexPart) -> impl Iterator<Item = &Ident> {
    part.order.iter().chain(&part.nulls)
}
