//! `impl Writable`: the values of `New` and `Patch`, in the table's order.

use super::{Orm, column, table, unique};
use crate::model::{Field, Model, Role};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn writable(model: &Model) -> TokenStream {
    let orm = Orm;
    let (ident, module, unique) = (&model.ident, &model.module, unique::value(model));
    let new = model.fields.iter().filter(|field| field.is_new()).map(new_value);
    let patch = model.fields.iter().filter(|field| field.is_changeable()).map(patch_value);
    let version = version(model);
    let soft_delete = soft_delete(model);
    let fields: Vec<_> = model.fields.iter().map(|field| &field.ident).collect();
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #orm::NewRow for #module::New {
            type Model = #ident;
        }
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #orm::Writable for #ident {
            type New = #module::New;
            type Patch = #module::Patch;
            type Unique = #module::Unique;
            const UNIQUE: Self::Unique = #unique;

            fn new_values(new: Self::New, out: &mut #orm::Vec<#orm::Option<#orm::Value>>) {
                #(#new)*
            }
            fn patch_values(patch: Self::Patch, out: &mut #orm::Vec<#orm::Option<#orm::Value>>) {
                #(#patch)*
            }
            fn copy(&self) -> Self {
                Self { #(#fields: ::core::clone::Clone::clone(&self.#fields),)* }
            }
            fn version(&self) -> #orm::Option<#orm::Value> {
                #version
            }
        }
        #soft_delete
    }
}

/// `impl SoftDelete`, where a deleted row stays.
fn soft_delete(model: &Model) -> TokenStream {
    let orm = Orm;
    let ident = &model.ident;
    let deleted = model.fields.iter().find(|field| matches!(field.role, Role::SoftDelete));
    let marker = deleted.map(|_| {
        quote! {
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl #orm::SoftDelete for #ident {}
        }
    });
    marker.unwrap_or_default()
}

fn new_value(field: &Field) -> TokenStream {
    let orm = Orm;
    let ident = field.made();
    if field.embed {
        let ty = column::embedded(&field.ty);
        return quote!(#ty::values(new.#ident, out););
    }
    if field.default.is_some() {
        return left_out(field, &quote!(new));
    }
    let ty = column::column_type(&field.ty);
    quote!(out.push(#orm::Option::Some(#ty::write(new.#ident)));)
}

fn patch_value(field: &Field) -> TokenStream {
    let orm = Orm;
    if !field.embed {
        return left_out(field, &quote!(patch));
    }
    let (ident, ty) = (field.made(), column::embedded(&field.ty));
    quote! {
        match patch.#ident {
            #orm::Option::Some(value) => #ty::values(value, out),
            #orm::Option::None => #orm::leave_out(#ty::COLUMNS, out),
        }
    }
}

/// The value of a column that may be left out of `New` or `Patch`.
fn left_out(field: &Field, of: &TokenStream) -> TokenStream {
    let orm = Orm;
    let (ident, ty) = (field.made(), column::column_type(&field.ty));
    quote! {
        out.push(match #of.#ident {
            #orm::Option::Some(value) => #orm::Option::Some(#ty::write(value)),
            #orm::Option::None => #orm::Option::None,
        });
    }
}

fn version(model: &Model) -> TokenStream {
    let version = model.fields.iter().find(|field| matches!(field.role, Role::Version));
    table::option(version.map(|field| {
        let (ident, ty) = (&field.ident, column::column_type(&field.ty));
        quote!(#ty::write(::core::clone::Clone::clone(&self.#ident)))
    }))
}
