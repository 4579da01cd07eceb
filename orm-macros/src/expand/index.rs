//! The data of unique sets and indexes.

use super::Orm;
use super::literal::{flag, given, list, literal, some, text};
use crate::attr::{IndexKey, IndexPart};
use crate::model::{Index, Model, Unique};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn unique(model: &Model, unique: &Unique) -> TokenStream {
    let data = [
        given("name", &unique.name),
        list("columns", model.columns(&unique.fields).iter()),
        flag("nulls_not_distinct", unique.nulls_not_distinct),
    ];
    literal("Unique", &data)
}

pub(super) fn index(model: &Model, index: &Index) -> TokenStream {
    let data = [
        given("name", &index.name),
        flag("unique", index.unique.is_some()),
        some("method", index.method()),
        list("parts", index.attr.parts.iter().map(|one| part(model, one))),
        list("include", model.columns(index.included()).iter()),
        text("predicate", &index.attr.predicate),
    ];
    literal("Index", &data)
}

fn part(model: &Model, part: &IndexPart) -> TokenStream {
    let orm = Orm;
    let key = match &part.key {
        IndexKey::Field(field) => {
            let column = model.columns(std::slice::from_ref(field)).concat();
            quote!(#orm::schema::IndexKey::Column(#column))
        }
        IndexKey::Expression(sql) => quote!(#orm::schema::IndexKey::Expression(#sql)),
    };
    let nulls = part.nulls.as_ref().map(|word| {
        let place = if word == "first" { quote!(First) } else { quote!(Last) };
        quote!(#orm::schema::Nulls::#place)
    });
    let data = [
        given("key", key),
        flag("descending", part.is_descending()),
        some("nulls", nulls),
        some("operator_class", part.operator_class.as_ref()),
    ];
    literal("IndexPart", &data)
}
