//! `impl Labels` for an enum, and the column type made of it.

use super::Orm;
use super::literal::{flag, given, list, literal, text};
use crate::db_enum::DbEnum;
use proc_macro2::TokenStream;
use quote::quote;

pub(crate) fn db_enum(item: &DbEnum) -> TokenStream {
    let orm = Orm;
    let (ident, vis) = (&item.ident, &item.vis);
    let labels = labels(item);
    quote! {
        #labels
        #[automatically_derived]
        impl #ident {
            /// The label that the database keeps.
            #vis fn as_label(&self) -> &'static str {
                #orm::Labels::label(self)
            }
        }
        #orm::enum_type!(#ident);
    }
}

fn labels(item: &DbEnum) -> TokenStream {
    let orm = Orm;
    let (ident, data) = (&item.ident, data(item));
    let labels: Vec<&String> = item.variants.iter().map(|variant| &variant.label).collect();
    let variants = item.variants.iter().map(|variant| &variant.ident);
    // Only a variant without data can be made of its label; one with data is an error already.
    let units = item.variants.iter().filter(|variant| variant.unit);
    let (made_of, made) =
        units.map(|variant| (&variant.label, &variant.ident)).unzip::<_, _, Vec<_>, Vec<_>>();
    quote! {
        #[automatically_derived]
        impl #orm::Labels for #ident {
            const ENUM: &'static #orm::schema::Enum = &#data;

            fn label(&self) -> &'static str {
                match *self {
                    #(Self::#variants { .. } => #labels,)*
                }
            }
            fn from_label(label: &str) -> #orm::Option<Self> {
                match label {
                    #(#made_of => #orm::Option::Some(Self::#made),)*
                    _ => #orm::Option::None,
                }
            }
        }
    }
}

/// `schema::Enum`.
fn data(item: &DbEnum) -> TokenStream {
    let renamed = item.variants.iter().filter_map(|variant| {
        let (label, old) = (&variant.label, &variant.renamed_from.as_ref()?.value);
        Some(quote!((#label, #old)))
    });
    let data = [
        text("schema", &item.attrs.schema),
        given("name", &item.name),
        list("labels", item.variants.iter().map(|variant| &variant.label)),
        flag("native", item.native),
        text("renamed_from", &item.attrs.renamed_from),
        list("renamed_labels", renamed),
    ];
    literal("Enum", &data)
}
