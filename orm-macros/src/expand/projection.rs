//! `impl Projection`: what is selected for each field, and how the struct is read.

use super::Orm;
use crate::projection::{ProjectedField, Projection};
use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

/// That a query may select the struct.
pub(crate) fn columns(item: &Projection, fields: &[ProjectedField]) -> TokenStream {
    let orm = Orm;
    let ident = &item.ident;
    let Some(from) = &item.from else { return TokenStream::new() };
    let selected = fields.iter().map(|field| selected(from, field));
    quote! {
        #[automatically_derived]
        impl #orm::Projection for #ident {
            type Model = #from;

            fn columns(
                fields: <Self::Model as #orm::Model>::Fields<#orm::Root<Self::Model>>,
                out: &mut #orm::Vec<#orm::Node>,
            ) {
                #(#selected)*
            }
        }
    }
}

/// How the struct is read.
pub(crate) fn from_row(item: &Projection) -> TokenStream {
    let orm = Orm;
    let ident = &item.ident;
    let fields = item.fields.iter().map(|field| &field.ident);
    let types = item.fields.iter().map(|field| &field.ty);
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #orm::FromRow for #ident {
            fn from_row(row: &mut #orm::Row<'_>) -> #orm::Result<Self, #orm::DecodeError> {
                #orm::Result::Ok(Self { #(#fields: <#types as #orm::FromRow>::from_row(row)?),* })
            }
        }
    }
}

fn selected(from: &Path, field: &ProjectedField) -> TokenStream {
    let orm = Orm;
    let (ident, ty) = (&field.ident, &field.ty);
    let expr = match &field.expr {
        Some(closure) => quote!(#orm::apply(fields, #closure)),
        None => quote!(fields.#ident),
    };
    quote!(#orm::project::<#from, _>(#expr, out).into_field::<#ty>();)
}
