//! The data of unique sets and indexes.

use super::Orm;
use super::table::some;
use crate::attr::{IndexKey, IndexPart};
use crate::model::{Index, Model, Unique};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

pub(super) fn unique(model: &Model, unique: &Unique) -> TokenStream {
    let orm = Orm;
    let (name, columns) = (&unique.name, model.columns(&unique.fields));
    let nulls = unique.nulls_not_distinct.then(|| quote!(nulls_not_distinct: true,));
    quote! {
        #orm::schema::Unique {
            name: #name,
            columns: &[#(#columns),*],
            #nulls
            ..#orm::schema::Unique::PLAIN
        }
    }
}

pub(super) fn index(model: &Model, index: &Index) -> TokenStream {
    let orm = Orm;
    let name = &index.name;
    let parts = index.attr.parts.iter().map(|one| part(model, one));
    let unique = index.unique.as_ref().map(|_| quote!(unique: true,));
    let include = model.columns(index.included());
    let include = (!include.is_empty()).then(|| quote!(include: &[#(#include),*],));
    let predicate = index.attr.predicate.as_ref().map(|one| one.value.to_token_stream());
    let options = [
        some("method", index.method().map(ToTokens::to_token_stream)),
        some("predicate", predicate),
    ];
    quote! {
        #orm::schema::Index {
            name: #name,
            parts: &[#(#parts),*],
            #unique
            #include
            #(#options)*
            ..#orm::schema::Index::PLAIN
        }
    }
}

fn part(model: &Model, part: &IndexPart) -> TokenStream {
    let orm = Orm;
    let key = match &part.key {
        IndexKey::Field(field) => {
            let column = model.columns(std::slice::from_ref(field)).concat();
            quote!(Column(#column))
        }
        IndexKey::Expression(sql) => quote!(Expression(#sql)),
    };
    let descending = part.is_descending().then(|| quote!(descending: true,));
    let nulls = part.nulls.as_ref().map(|word| {
        let place = if word == "first" { quote!(First) } else { quote!(Last) };
        quote!(#orm::schema::Nulls::#place)
    });
    let options = [
        some("nulls", nulls),
        some("operator_class", part.operator_class.as_ref().map(ToTokens::to_token_stream)),
    ];
    quote! {
        #orm::schema::IndexPart {
            key: #orm::schema::IndexKey::#key,
            #descending
            #(#options)*
            ..#orm::schema::IndexPart::PLAIN
        }
    }
}
