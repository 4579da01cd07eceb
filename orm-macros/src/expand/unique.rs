//! `order::Unique`: the unique sets, as targets of an upsert; and unique columns, as targets of references.

use super::{Orm, lift};
use crate::model::{Field, Model, member};
use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

pub(super) fn definition(model: &Model) -> TokenStream {
    let orm = Orm;
    let (vis, ident) = (lift::visibility(&model.vis, 1), &model.ident);
    let members = sets(model).into_iter().map(|set| {
        let (doc, member) = (set.doc, set.member);
        quote!(#[doc = #doc] #vis #member: #orm::UniqueTarget<super::#ident>)
    });
    let doc = format!("The unique sets of `{ident}`: what a new row may conflict with.");
    quote! {
        #[doc = #doc]
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy)]
        #vis struct Unique {
            #(#members,)*
        }
    }
}

/// The value of the struct.
pub(super) fn value(model: &Model) -> TokenStream {
    let orm = Orm;
    let module = &model.module;
    let members = sets(model).into_iter().map(|set| {
        let (member, columns) = (set.member, set.columns);
        quote!(#member: #orm::UniqueTarget::new(&[#(#columns),*]))
    });
    quote!(#module::Unique { #(#members),* })
}

/// One impl for each column that is unique on its own, by which other models refer to it.
pub(super) fn unique_columns(model: &Model) -> TokenStream {
    let alone = model.uniques.iter().map(|unique| &unique.fields).chain([&model.key]);
    let fields = alone.filter_map(|fields| match fields.as_slice() {
        [field] => model.field(field),
        _ => None,
    });
    fields.map(|field| unique_column(model, field)).collect()
}

fn unique_column(model: &Model, field: &Field) -> TokenStream {
    let orm = Orm;
    let (ident, ty, column, hash) = (&model.ident, &field.ty, &field.column, field.hash());
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #orm::UniqueIn<#hash> for #ident {
            type Type = #ty;
            const COLUMN: &'static str = #column;
        }
    }
}

struct Set {
    member: Ident,
    columns: Vec<String>,
    doc: String,
}

fn sets(model: &Model) -> Vec<Set> {
    let set = |fields: &[Ident], what: &str| {
        let columns = model.columns(fields);
        let doc = format!("{what} `{}`.", columns.join("`, `"));
        Set { member: member(fields), columns, doc }
    };
    let key = (!model.key.is_empty()).then(|| set(&model.key, "The primary key,"));
    let uniques = model.uniques.iter().map(|unique| set(&unique.fields, "The unique set"));
    key.into_iter().chain(uniques).collect()
}
