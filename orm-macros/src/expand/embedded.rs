//! An embedded struct: its columns, its module with `Fields`, and how it is read and written.

use super::{Orm, column, lift, size};
use crate::db_type::{Embedded, EmbeddedField};
use crate::model::field::made;
use crate::name;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

pub(crate) fn embedded(item: &Embedded) -> TokenStream {
    let (ident, vis, module) = (&item.ident, &item.vis, &item.module);
    let doc = format!("What queries say about a [`{ident}`] in a row.");
    let definition = definition(item);
    let implementation = implementation(item);
    quote! {
        #[doc = #doc]
        #vis mod #module {
            #[allow(unused_imports)]
            use super::*;
            #definition
        }
        #implementation
    }
}

fn definition(item: &Embedded) -> TokenStream {
    let orm = Orm;
    let vis = lift::visibility(&item.vis, 1);
    let members = item.fields.iter().map(|field| {
        let (ident, ty, doc) = (made(&field.ident), lift::ty(&field.ty), doc(field));
        let ty = column::handle(&ty, false);
        quote!(#doc #vis #ident: #ty)
    });
    let doc = format!("The columns of a `{}` at the path `P` in a query.", item.ident);
    quote! {
        #[doc = #doc]
        #[allow(private_interfaces)]
        #vis struct Fields<P: #orm::Path> {
            #(#members,)*
        }
        #[automatically_derived]
        impl<P: #orm::Path> ::core::clone::Clone for Fields<P> {
            fn clone(&self) -> Self {
                *self
            }
        }
        #[automatically_derived]
        impl<P: #orm::Path> ::core::marker::Copy for Fields<P> {}
        #[automatically_derived]
        impl<P: #orm::Path> ::core::fmt::Debug for Fields<P> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct("Fields").finish_non_exhaustive()
            }
        }
    }
}

fn implementation(item: &Embedded) -> TokenStream {
    let orm = Orm;
    let (ident, module) = (&item.ident, &item.module);
    let fields: Vec<_> = item.fields.iter().map(|field| made(&field.ident)).collect();
    let types: Vec<_> = item.fields.iter().map(|field| column::column_type(&field.ty)).collect();
    let columns = item.fields.iter().map(data);
    let members = item.fields.iter().map(|field| {
        let (ident, name, column) = (&field.ident, &field.column, column::constructor(false));
        column::located(quote!(#ident: #column(prefix, #name)), column::at(&field.ty))
    });
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #orm::Embedded for #ident {
            const COLUMNS: &'static [#orm::schema::Column] = &[#(#columns),*];
            type Fields<P: #orm::Path> = #module::Fields<P>;

            fn fields<P: #orm::Path>(prefix: &'static str) -> Self::Fields<P> {
                #module::Fields { #(#members),* }
            }
            fn decode(row: &mut #orm::Row<'_>) -> #orm::Result<Self, #orm::DecodeError> {
                #orm::Result::Ok(Self { #(#fields: #types::read(row)?),* })
            }
            fn values(self, out: &mut #orm::Vec<#orm::Option<#orm::Value>>) {
                #(out.push(#orm::Option::Some(#types::write(self.#fields)));)*
            }
        }
    }
}

fn data(field: &EmbeddedField) -> TokenStream {
    let name = name::text(&field.ident);
    let [role, default, comment, renamed] =
        ["role", "default", "comment", "renamed_from"].map(|key| (key, None));
    let said = [size::said(&field.size), role, default, comment, renamed];
    column::data(&field.ty, [&name, &field.column], said)
}

fn doc(field: &EmbeddedField) -> TokenStream {
    if field.docs.is_empty() {
        let doc = format!("The column `{}`.", field.column);
        return quote!(#[doc = #doc]);
    }
    field.docs.iter().map(ToTokens::to_token_stream).collect()
}
