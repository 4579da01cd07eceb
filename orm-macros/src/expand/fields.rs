//! `order::Fields<P>`: the columns of a model, at a path.

use super::{Orm, column, lift};
use crate::model::{Field, Model, Role};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

pub(super) fn definition(model: &Model) -> TokenStream {
    let orm = Orm;
    let vis = lift::visibility(&model.vis, 1);
    let fields = model.fields.iter().map(|field| member(model, field));
    let doc = format!(
        "The columns of `{}` as fields and its relations as methods, at the path `P` in a query.",
        model.ident
    );
    quote! {
        #[doc = #doc]
        #[allow(private_interfaces)]
        #vis struct Fields<P: #orm::Path> {
            #(#fields,)*
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

fn member(model: &Model, field: &Field) -> TokenStream {
    let orm = Orm;
    let (vis, ident, ty) = (lift::visibility(&model.vis, 1), field.made(), lift::ty(&field.ty));
    let doc = doc(field, &format!("The column `{}`.", field.column));
    let ty = if field.embed {
        column::located(quote!(<#ty as #orm::Embedded>::Fields<P>), column::at(&ty))
    } else {
        column::handle(&ty, is_fixed(model, field))
    };
    quote!(#doc #vis #ident: #ty)
}

/// The values of the struct's fields, at the path `P`.
pub(super) fn values(model: &Model) -> TokenStream {
    let fields = model.fields.iter().map(|field| {
        let (ident, name) = (&field.ident, &field.column);
        let value = if field.embed {
            let (ty, prefix) = (column::embedded(&field.ty), prefix(field));
            quote!(#ident: #ty::fields::<P>(#prefix))
        } else {
            let column = column::constructor(is_fixed(model, field));
            quote!(#ident: #column("", #name))
        };
        column::located(value, column::at(&field.ty))
    });
    let module = &model.module;
    quote!(#module::Fields { #(#fields),* })
}

/// That the columns together select the model.
pub(super) fn impls(model: &Model) -> TokenStream {
    let orm = Orm;
    let (ident, module) = (&model.ident, &model.module);
    quote! {
        #[automatically_derived]
        impl<P: #orm::Path<Target = #ident>> #orm::Selection<P::Scope> for #module::Fields<P> {
            type Output = <P::Presence as #orm::Presence>::Model<#ident>;

            fn columns(self, out: &mut #orm::Vec<#orm::Node>) {
                #orm::select_row::<P>(out)
            }
        }
    }
}

/// What is put before each column of an embedded struct.
pub(super) fn prefix(field: &Field) -> String {
    format!("{}_", field.column)
}

/// The user's documentation of the field, or else this.
pub(super) fn doc(field: &Field, otherwise: &str) -> TokenStream {
    if field.docs.is_empty() {
        return quote!(#[doc = #otherwise]);
    }
    field.docs.iter().map(ToTokens::to_token_stream).collect()
}

/// Whether nobody sets the column in a query.
fn is_fixed(model: &Model, field: &Field) -> bool {
    model.view || !matches!(field.role, Role::Value)
}
