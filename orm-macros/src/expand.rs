//! Writes a checked model out: data as constants, behaviour as calls into `orm::__private`.

mod assert;
mod column;
mod constraint;
mod db_enum;
mod embedded;
mod fields;
mod foreign_key;
mod index;
mod lift;
mod literal;
mod loaded;
mod methods;
mod model;
mod newtype;
mod projection;
mod relations;
mod size;
mod table;
mod unique;
mod writable;
mod write;

pub(crate) use column::located;
pub(crate) use db_enum::db_enum as enum_items;
pub(crate) use embedded::embedded as embedded_items;
pub(crate) use newtype::newtype as newtype_items;
pub(crate) use projection::{columns as projection_columns, from_row as projection_row};

use crate::db_enum::DbEnum;
use crate::db_type::DbType;
use crate::diag::Errors;
use crate::model::Model;
use crate::projection::Projection;
use crate::{check, fallback};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::DeriveInput;

/// The path of everything that generated code calls.
pub(crate) struct Orm;

impl ToTokens for Orm {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(quote!(::orm::__private));
    }
}

/// `#[derive(Model)]`.
pub(crate) fn model(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let Some(model) = Model::resolve(input, &mut errors) else { return errors.to_tokens() };
    check::check(&model, &mut errors);
    if !errors.is_empty() {
        return fallback::model(model, &errors);
    }
    [model_items(&model), assert::asserts(&model), registration(&model)].into_iter().collect()
}

/// `#[derive(DbEnum)]`.
pub(crate) fn db_enum(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let Some(item) = DbEnum::resolve(input, &mut errors) else { return errors.to_tokens() };
    item.check(&mut errors);
    if !errors.is_empty() {
        return fallback::db_enum(item, &errors);
    }
    enum_items(&item)
}

/// `#[derive(DbType)]`.
pub(crate) fn db_type(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let Some(item) = DbType::resolve(input, &mut errors) else { return errors.to_tokens() };
    item.check(&mut errors);
    if !errors.is_empty() {
        return fallback::db_type(&item, &errors);
    }
    db_type_items(&item)
}

/// `#[derive(Projection)]`.
pub(crate) fn projection(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let Some(item) = Projection::resolve(input, &mut errors) else { return errors.to_tokens() };
    if !errors.is_empty() {
        return fallback::projection(&item, &errors);
    }
    [projection_row(&item), projection_columns(&item, &item.fields)].into_iter().collect()
}

/// The module beside a model's struct, the struct's methods and its impls.
pub(crate) fn model_items(model: &Model) -> TokenStream {
    let writable = if model.view { TokenStream::new() } else { writable::writable(model) };
    [
        module(model),
        fields::impls(model),
        relations::impls(model),
        model::model(model),
        writable,
        foreign_key::foreign_keys(model),
        unique::unique_columns(model),
        methods::methods(model),
    ]
    .into_iter()
    .collect()
}

/// That the whole program finds the model's table.
fn registration(model: &Model) -> TokenStream {
    if model.attrs.unmanaged.is_some() {
        return TokenStream::new();
    }
    let (orm, ident) = (Orm, &model.ident);
    quote!(#orm::register! { #orm::Registered(#orm::table::<#ident>) })
}

pub(crate) fn db_type_items(item: &DbType) -> TokenStream {
    match item {
        DbType::Newtype(item) => newtype_items(item),
        DbType::Embedded(item) => {
            let sizes = item.fields.iter().map(|field| size::asserts(&field.ty, &field.size));
            [embedded_items(item)].into_iter().chain(sizes).collect()
        }
    }
}

fn module(model: &Model) -> TokenStream {
    let (vis, name) = (&model.vis, &model.module);
    let doc = format!("What queries and changes of [`{}`] are written with.", model.ident);
    let fields = fields::definition(model);
    let relations = relations::markers(model);
    let loaded = loaded::items(model);
    let constraint = constraint::definition(model);
    let written = if model.view {
        TokenStream::new()
    } else {
        [write::new(model), write::patch(model), unique::definition(model)].into_iter().collect()
    };
    quote! {
        #[doc = #doc]
        #vis mod #name {
            #[allow(unused_imports)]
            use super::*;
            #fields
            #relations
            #loaded
            #written
            #constraint
        }
    }
}
