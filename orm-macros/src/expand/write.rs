//! `order::New` and `order::Patch`: what an insert needs and what an update may change.

use super::{Orm, fields, lift};
use crate::model::{Field, Model};
use crate::name;
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn new(model: &Model) -> TokenStream {
    let orm = Orm;
    let vis = lift::visibility(&model.vis, 1);
    let given: Vec<&Field> = model.fields.iter().filter(|field| field.is_new()).collect();
    let members = given.iter().map(|field| {
        let (ident, ty) = (field.made(), lift::ty(&field.ty));
        let doc = fields::doc(field, &new_doc(field));
        match field.default {
            Some(_) => quote!(#doc #vis #ident: #orm::Option<#ty>),
            None => quote!(#doc #vis #ident: #ty),
        }
    });
    let doc = format!("A row to be inserted as a new `{}`.", model.ident);
    let debug = debug("New", given.iter().map(|field| (*field, field.default.is_some())));
    quote! {
        #[doc = #doc]
        #[allow(private_interfaces)]
        #[derive(::core::clone::Clone)]
        #vis struct New {
            #(#members,)*
        }
        #debug
    }
}

pub(super) fn patch(model: &Model) -> TokenStream {
    let orm = Orm;
    let vis = lift::visibility(&model.vis, 1);
    let changed: Vec<&Field> = model.fields.iter().filter(|field| field.is_changeable()).collect();
    let members = changed.iter().map(|field| {
        let (ident, ty) = (field.made(), lift::ty(&field.ty));
        let doc =
            fields::doc(field, &format!("The new `{}`; `None` leaves it as it is.", field.name));
        quote!(#doc #vis #ident: #orm::Option<#ty>)
    });
    let idents = changed.iter().map(|field| field.made());
    let doc = format!("A change of a `{}`: what is `None` stays as it is.", model.ident);
    let debug = debug("Patch", changed.iter().map(|field| (*field, true)));
    quote! {
        #[doc = #doc]
        #[allow(private_interfaces)]
        #[derive(::core::clone::Clone)]
        #vis struct Patch {
            #(#members,)*
        }
        #[automatically_derived]
        impl ::core::default::Default for Patch {
            fn default() -> Self {
                Patch { #(#idents: #orm::Option::None),* }
            }
        }
        #debug
    }
}

fn new_doc(field: &Field) -> String {
    match field.default {
        Some(_) => format!("The `{}`; `None` takes the default.", field.name),
        None => format!("The `{}`.", field.name),
    }
}

/// Shows which fields have a value, and never the value, which may be a secret.
fn debug<'a>(name: &str, fields: impl Iterator<Item = (&'a Field, bool)>) -> TokenStream {
    let orm = Orm;
    let shown = fields.map(|(field, optional)| {
        let (name, ident) = (name::text(&field.ident), field.made());
        if optional { quote!((#name, self.#ident.is_some())) } else { quote!((#name, true)) }
    });
    let ident = quote::format_ident!("{name}");
    quote! {
        #[automatically_derived]
        impl ::core::fmt::Debug for #ident {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #orm::debug_fields(f, #name, &[#(#shown),*])
            }
        }
    }
}
