//! `impl Model`, and how a row is read.

use super::{Orm, column, fields, table};
use crate::model::{Field, Model};
use crate::name;
use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

pub(super) fn model(model: &Model) -> TokenStream {
    let orm = Orm;
    let (ident, module) = (&model.ident, &model.module);
    let (table, values, decode) = (table::table(model), fields::values(model), decode(model));
    let (scope, key_type, key) = (scope(model), key_type(model), key(model));
    let (constraints, key_values) = (constraints(model), key_values(model));
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #orm::Model for #ident {
            const TABLE: &'static #orm::schema::Table = #table;
            type Key = #key_type;
            type Scope = #scope;
            type Fields<P: #orm::Path<Target = Self>> = #module::Fields<P>;
            type Constraint = #module::Constraint;

            fn fields<P: #orm::Path<Target = Self>>() -> Self::Fields<P> {
                #values
            }
            fn decode(row: &mut #orm::Row<'_>) -> #orm::Result<Self, #orm::DecodeError> {
                #orm::Result::Ok(#decode)
            }
            fn key(&self) -> Self::Key {
                #key
            }
            fn key_value(&self, column: &str) -> #orm::Value {
                match column {
                    #key_values
                    _ => ::core::unreachable!("no key has this column"),
                }
            }
            fn constraint(name: &str) -> #orm::Option<Self::Constraint> {
                match name {
                    #constraints
                    _ => #orm::Option::None,
                }
            }
        }
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #orm::FromRow for #ident {
            fn from_row(row: &mut #orm::Row<'_>) -> #orm::Result<Self, #orm::DecodeError> {
                <Self as #orm::Model>::decode(row)
            }
        }
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #orm::FromOptionalRow for #ident {
            const WIDTH: usize = #orm::width(<Self as #orm::Model>::TABLE.fields);
        }
    }
}

fn decode(model: &Model) -> TokenStream {
    let unread = model.fields.iter().any(|field| field.unread);
    let fields = model.fields.iter().filter(|field| !field.unread).map(|field| {
        let ident = &field.ident;
        if field.embed {
            let ty = column::embedded(&field.ty);
            quote!(#ident: #ty::decode(row)?)
        } else {
            let ty = column::column_type(&field.ty);
            quote!(#ident: #ty::read(row)?)
        }
    });
    if unread {
        return quote! {{
            #[allow(unreachable_code)]
            let row = Self { #(#fields,)* ..::core::unreachable!() };
            row
        }};
    }
    quote!(Self { #(#fields),* })
}

/// Who reaches the rows: everybody, or an executor with a tenant.
pub(super) fn scope(model: &Model) -> TokenStream {
    let orm = Orm;
    match model.tenant_field() {
        Some(field) => {
            let ty = &field.ty;
            quote!(#orm::PerTenant<#ty>)
        }
        None => quote!(#orm::Global),
    }
}

/// The type of the key: the column's, or a tuple.
pub(super) fn key_type(model: &Model) -> TokenStream {
    let types: Vec<_> = model.key_fields().into_iter().map(|field| &field.ty).collect();
    match types.as_slice() {
        [one] => quote!(#one),
        all => quote!((#(#all),*)),
    }
}

fn key(model: &Model) -> TokenStream {
    let clone = |field: &Field| {
        let ident = &field.ident;
        quote!(::core::clone::Clone::clone(&self.#ident))
    };
    let values: Vec<TokenStream> = model.key_fields().into_iter().map(clone).collect();
    match values.as_slice() {
        [] => TokenStream::new(),
        [one] => one.clone(),
        all => quote!((#(#all),*)),
    }
}

/// The values of the columns that a relation can compare: those of all keys.
fn key_values(model: &Model) -> TokenStream {
    let uniques = model.uniques.iter().flat_map(|unique| &unique.fields);
    let references = model.foreign_keys.iter().flat_map(|key| &key.fields);
    let tenant = model.tenant_field().map(|field| &field.ident);
    let in_keys: Vec<&Ident> =
        model.key.iter().chain(uniques).chain(references).chain(tenant).collect();
    let columns = model.fields.iter().filter(|field| {
        !field.embed && in_keys.iter().any(|ident| name::text(ident) == field.name)
    });
    let arms = columns.map(|field| {
        let (ident, column, ty) = (&field.ident, &field.column, column::column_type(&field.ty));
        quote!(#column => #ty::write(::core::clone::Clone::clone(&self.#ident)),)
    });
    arms.collect()
}

fn constraints(model: &Model) -> TokenStream {
    let orm = Orm;
    let module = &model.module;
    let arms = model.constraints().into_iter().map(|constraint| {
        let (name, variant) = (constraint.name, constraint.variant);
        quote!(#name => #orm::Option::Some(#module::Constraint::#variant),)
    });
    arms.collect()
}
