//! What is written for an item in error, so that its uses are not reported as well.

use crate::db_enum::DbEnum;
use crate::db_type::DbType;
use crate::diag::Errors;
use crate::expand;
use crate::model::field::made;
use crate::model::relation::{is_method, parameter};
use crate::model::{Model, Role};
use crate::name;
use crate::projection::Projection;
use proc_macro2::TokenStream;
use std::collections::HashSet;
use syn::Ident;

/// The errors, and the model without what breaks a rule.
pub(crate) fn model(mut model: Model, errors: &Errors) -> TokenStream {
    repair_fields(&mut model);
    repair_key(&mut model);
    repair_sets(&mut model);
    repair_relations(&mut model);
    [errors.to_tokens(), expand::model_items(&model)].into_iter().collect()
}

/// The errors, and the enum with its labels.
pub(crate) fn db_enum(mut item: DbEnum, errors: &Errors) -> TokenStream {
    let mut taken = HashSet::new();
    item.variants
        .iter_mut()
        .for_each(|variant| variant.unit &= taken.insert(variant.label.clone()));
    [errors.to_tokens(), expand::enum_items(&item)].into_iter().collect()
}

/// The errors, and the type as it is.
pub(crate) fn db_type(item: &DbType, errors: &Errors) -> TokenStream {
    let items = match item {
        DbType::Newtype(_) => TokenStream::new(),
        DbType::Embedded(item) => expand::embedded_items(item),
    };
    [errors.to_tokens(), items].into_iter().collect()
}

/// The errors, and a projection that selects nothing.
pub(crate) fn projection(item: &Projection, errors: &Errors) -> TokenStream {
    [errors.to_tokens(), expand::projection_row(item), expand::projection_columns(item, &[])]
        .into_iter()
        .collect()
}

fn repair_fields(model: &mut Model) {
    for field in &mut model.fields {
        field.embed &= !field.is_column();
        if field.embed {
            field.role = Role::Value;
            field.default = None;
            if let Some(inner) = field.optional().cloned() {
                field.ty = inner;
                field.unread = true;
            }
        }
        if !matches!(field.role, Role::Value | Role::Key) {
            field.default = None;
        }
    }
}

/// A key that there is: of the fields that are named, or else the first.
fn repair_key(model: &mut Model) {
    let key: Vec<Ident> = model
        .key_fields()
        .into_iter()
        .filter(|field| !field.embed && field.optional().is_none())
        .map(|field| field.ident.clone())
        .collect();
    model.key = unrepeated(key);
    model.key.truncate(4);
    if model.key.is_empty() && !model.view {
        let mut columns =
            model.fields.iter().filter(|field| !field.embed && field.optional().is_none());
        let id = columns.clone().find(|field| field.name == "id").or_else(|| columns.next());
        model.key = id.map(|field| field.ident.clone()).into_iter().collect();
    }
}

/// Unique sets, indexes and checks over fields that there are, each once.
fn repair_sets(model: &mut Model) {
    let columns: HashSet<String> =
        model.fields.iter().filter(|field| !field.embed).map(|field| field.name.clone()).collect();
    let is_column = |ident: &Ident| columns.contains(&name::text(ident));
    let mut taken: HashSet<String> = HashSet::new();
    taken.insert(member(&model.key));
    model.uniques.retain(|unique| {
        unique.fields.iter().all(is_column) && taken.insert(member(&unique.fields))
    });
    model.indexes.retain(|index| {
        index.fields().iter().all(is_column) && index.included().iter().all(is_column)
    });
    let mut taken: HashSet<String> =
        model.uniques.iter().map(|unique| unique.variant.to_string()).collect();
    let mut is_free = |variant: &Ident| taken.insert(variant.to_string());
    model.indexes.retain(|index| index.unique.as_ref().is_none_or(&mut is_free));
    model.checks.retain(|check| is_free(&check.variant));
    model.partitioning = model.partitioning.take().filter(|range| is_column(&range.field));
    model.tenant = model.tenant.take().filter(|tenant| is_column(&tenant.value));
}

/// Keys over fields that there are, and relations with names of their own.
fn repair_relations(model: &mut Model) {
    let fields: HashSet<String> = model.fields.iter().map(|field| field.name.clone()).collect();
    let columns: HashSet<String> =
        model.fields.iter().filter(|field| !field.embed).map(|field| field.name.clone()).collect();
    let are_columns =
        |idents: &[Ident]| idents.iter().all(|ident| columns.contains(&name::text(ident)));
    let mut taken = HashSet::new();
    model.foreign_keys.retain(|key| are_columns(&key.fields) && taken.insert(key.hash()));
    let mut taken = HashSet::new();
    let mut parameters = HashSet::new();
    let has_row = model.relations.iter().any(|relation| relation.ident == "row");
    model.relations.retain(|relation| {
        let ident = name::text(&relation.ident);
        let keyed = match &relation.kind {
            crate::model::RelationKind::ToOne { fields } => are_columns(fields),
            _ => true,
        };
        let named =
            name::ident(&ident, relation.ident.span()).is_some() && !fields.contains(&ident);
        let hidden = is_method(&ident) || (has_row && ident == "model");
        let free = !hidden && parameters.insert(parameter(relation));
        keyed && named && free && taken.insert(ident)
    });
}

fn unrepeated(idents: Vec<Ident>) -> Vec<Ident> {
    let mut taken = HashSet::new();
    idents
        .into_iter()
        .filter(|ident| taken.insert(name::text(ident)))
        .map(|ident| made(&ident))
        .collect()
}

fn member(fields: &[Ident]) -> String {
    fields.iter().map(name::text).collect::<Vec<_>>().join("_")
}
