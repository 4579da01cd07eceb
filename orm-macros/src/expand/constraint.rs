//! `order::Constraint`: which constraint an error is about.

use super::lift;
use crate::model::Model;
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn definition(model: &Model) -> TokenStream {
    let vis = lift::visibility(&model.vis, 1);
    let doc =
        format!("The constraints of `{}`: which one an error of the database names.", model.table);
    let variants = model.constraints().into_iter().map(|constraint| {
        let (doc, variant) = (constraint.doc, constraint.variant);
        quote!(#[doc = #doc] #variant)
    });
    quote! {
        #[doc = #doc]
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy)]
        #[derive(::core::cmp::PartialEq, ::core::cmp::Eq)]
        #vis enum Constraint {
            #(#variants,)*
        }
    }
}
