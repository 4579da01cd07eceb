//! `impl Labels` for an enum, and the column type made of it.

use super::Orm;
use super::table::some;
use crate::attr::Keyed;
use crate::db_enum::DbEnum;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::LitStr;

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
    let (ident, name, said) = (&item.ident, &item.name, said(item));
    let labels: Vec<&String> = item.variants.iter().map(|variant| &variant.label).collect();
    let variants = item.variants.iter().map(|variant| &variant.ident);
    // Only a variant without data can be made of its label; one with data is an error already.
    let units = item.variants.iter().filter(|variant| variant.unit);
    let (made_of, made) =
        units.map(|variant| (&variant.label, &variant.ident)).unzip::<_, _, Vec<_>, Vec<_>>();
    quote! {
        #[automatically_derived]
        impl #orm::Labels for #ident {
            const ENUM: &'static #orm::schema::Enum = &#orm::schema::Enum {
                name: #name,
                labels: &[#(#labels),*],
                #said
                ..#orm::schema::Enum::PLAIN
            };

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

/// What is said of the enum's type, as fields of its data.
fn said(item: &DbEnum) -> TokenStream {
    let native = item.native.then(|| quote!(native: true,));
    let text = |key: &Option<Keyed<LitStr>>| key.as_ref().map(|one| one.value.to_token_stream());
    let options = [
        some("schema", text(&item.attrs.schema)),
        some("renamed_from", text(&item.attrs.renamed_from)),
    ];
    let renamed: Vec<_> = item
        .variants
        .iter()
        .filter_map(|variant| {
            let (label, old) = (&variant.label, &variant.renamed_from.as_ref()?.value);
            Some(quote!((#label, #old)))
        })
        .collect();
    let renamed = (!renamed.is_empty()).then(|| quote!(renamed_labels: &[#(#renamed),*],));
    quote!(#native #(#options)* #renamed)
}
