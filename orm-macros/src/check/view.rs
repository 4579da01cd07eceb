//! The rules of views: what is about writing has no place there.

use crate::diag::Errors;
use crate::model::Model;

const WRITTEN: &[&str] = &[
    "auto",
    "default",
    "default_sql",
    "created_at",
    "updated_at",
    "version",
    "soft_delete",
    "generated",
    "unique",
    "index",
    "check",
    "on_delete",
    "on_update",
    "deferrable",
    "deferred",
    "constraint",
    "comment",
    "renamed_from",
];

pub(super) fn check(model: &Model, errors: &mut Errors) {
    let on_fields = model.fields.iter().flat_map(|field| &field.attrs.keys);
    let keys = on_fields.filter(|key| WRITTEN.iter().any(|written| key == written));
    let uniques = model.attrs.uniques.iter().map(|unique| &unique.key);
    let indexes = model.attrs.indexes.iter().map(|index| &index.key);
    let checks = model.attrs.checks.iter().map(|check| &check.key);
    let attrs = &model.attrs;
    let partitions = attrs.partition_by.iter().map(|partition| &partition.key);
    let texts = attrs.comment.iter().chain(&attrs.renamed_from).map(|text| &text.key);
    let sets = uniques.chain(indexes).chain(checks);
    for key in keys.chain(sets).chain(partitions).chain(texts) {
        errors.at(key, format!("a view is only read, so `{key}` has no meaning; remove it"));
    }
}
