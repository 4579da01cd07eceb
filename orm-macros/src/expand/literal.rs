//! Literals of the schema's data, in which nothing stands that nobody said.

use super::Orm;
use crate::attr::Keyed;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Ident, LitStr};

/// A field of a literal, and what is said of it, if anything is.
pub(super) type Said = (&'static str, Option<TokenStream>);

/// `schema::Index { name: "..", unique: true, ..schema::Index::PLAIN }`. There is an entry for each field of
/// the struct: where something is said of all of them, nothing is left to be plain, and clippy would say so.
pub(super) fn literal(of: &str, fields: &[Said]) -> TokenStream {
    let (orm, of) = (Orm, ident(of));
    let rest = fields.iter().any(|(_, said)| said.is_none());
    let rest = rest.then(|| quote!(..#orm::schema::#of::PLAIN));
    let said = fields.iter().filter_map(|(key, said)| {
        let (key, said) = (ident(key), said.as_ref()?);
        Some(quote!(#key: #said,))
    });
    quote!(#orm::schema::#of { #(#said)* #rest })
}

/// `key: value`
pub(super) fn given(key: &'static str, value: impl ToTokens) -> Said {
    (key, Some(value.to_token_stream()))
}

/// `key: Some(value)`, if there is one.
pub(super) fn some(key: &'static str, value: Option<impl ToTokens>) -> Said {
    let orm = Orm;
    (key, value.map(|value| quote!(#orm::Option::Some(#value))))
}

/// `key: Some("..")`, if it is written.
pub(super) fn text(key: &'static str, written: &Option<Keyed<LitStr>>) -> Said {
    some(key, written.as_ref().map(|one| &one.value))
}

/// `key: true`, if it is so.
pub(super) fn flag(key: &'static str, is_so: bool) -> Said {
    (key, is_so.then(|| quote!(true)))
}

/// `key: &[..]`, unless the list is empty.
pub(super) fn list(key: &'static str, items: impl Iterator<Item = impl ToTokens>) -> Said {
    let items: Vec<_> = items.collect();
    (key, (!items.is_empty()).then(|| quote!(&[#(#items),*])))
}

fn ident(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}
