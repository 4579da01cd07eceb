//! The rules of partitions.

use super::column;
use crate::diag::Errors;
use crate::model::Model;
use crate::name;
use syn::Ident;

pub(super) fn check(model: &Model, errors: &mut Errors) {
    let Some(partitioning) = &model.partitioning else { return };
    let field = &partitioning.field;
    if column(model, field, "a range", errors).is_none() {
        return;
    }
    let holds = |set: &[Ident]| set.iter().any(|ident| name::text(ident) == name::text(field));
    // An index of a partitioned table is one a partition, which knows nothing of the others' rows
    // (PostgreSQL manual, "Table Partitioning", "Limitations").
    if !model.key.is_empty() && !holds(&model.key) {
        let message = format!(
            "the primary key of a partitioned table has the range's column in it; write `primary_key(.., {field})` on the struct"
        );
        errors.at(field, message);
    }
    let sets = model.uniques.iter().map(|unique| (&unique.key, unique.fields.clone()));
    let indexes = model.indexes.iter().filter(|index| index.unique.is_some());
    let indexes = indexes.map(|index| (&index.key, index.fields()));
    for (key, fields) in sets.chain(indexes) {
        if !holds(&fields) {
            let message = format!(
                "a unique set of a partitioned table has the range's column `{field}` in it; add it, or use `index`"
            );
            errors.at(key, message);
        }
    }
}
