//! `Loaded![Order { customer { country }, items }]`: the type of a row with relations.

use crate::expand::{Orm, located};
use crate::name;
use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, Path, Token, braced};

/// A model and the relations that are loaded.
pub(crate) struct Loaded {
    model: Path,
    relations: Relations,
}

type Relations = Punctuated<Relation, Token![,]>;

/// A relation, whether only a part of it is loaded, and what is loaded below it.
struct Relation {
    name: Ident,
    partial: bool,
    relations: Relations,
}

impl Parse for Loaded {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Loaded { model: input.parse()?, relations: braces(input)? })
    }
}

impl Parse for Relation {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let first = input.call(Ident::parse_any)?;
        let partial = first == "partial" && input.peek(Ident::peek_any);
        let name = if partial { input.call(Ident::parse_any)? } else { first };
        Ok(Relation { name, partial, relations: braces(input)? })
    }
}

/// The relations in braces; none without them.
fn braces(input: ParseStream<'_>) -> syn::Result<Relations> {
    if !input.peek(syn::token::Brace) {
        return Ok(Relations::new());
    }
    let inside;
    braced!(inside in input);
    Relations::parse_terminated(&inside)
}

/// The type.
pub(crate) fn expand(loaded: &Loaded) -> TokenStream {
    let model = &loaded.model;
    row(&quote!(#model), &loaded.relations)
}

/// Each relation's tokens are at its name, so that a wrong one is reported there.
fn row(model: &TokenStream, relations: &Relations) -> TokenStream {
    let orm = Orm;
    let rows = relations.iter().map(|relation| {
        let at = |tokens: TokenStream| located(tokens, relation.name.span());
        let hash = name::hash(&name::text(&relation.name));
        let marker = at(quote!(#orm::RelationOf<#model, #hash>));
        let below = row(&at(quote!(#orm::Target<#marker>)), &relation.relations);
        let slot = if relation.partial {
            at(quote!(#orm::Partial))
        } else {
            at(quote!(<#marker as #orm::Relation>::Slot))
        };
        let row = at(quote!(<#marker as #orm::Relation>::Row));
        let [open, close] = [at(quote!(<)), at(quote!(>))];
        quote!(#row #open #slot #open #below #close #close)
    });
    rows.reduce(|all, next| quote!(<#all as #orm::Merge<#next>>::Out))
        .unwrap_or_else(|| model.clone())
}
