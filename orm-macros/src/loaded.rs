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
        if !input.peek(Ident::peek_any) && !input.peek(Token![::]) {
            return Err(input.error("expected a model; write `Loaded![Model { relation }]`"));
        }
        let model = input.call(Path::parse_mod_style)?;
        let relations = braces(input)?;
        if !input.is_empty() {
            return Err(
                input.error("expected relations in braces; write `Loaded![Model { relation }]`")
            );
        }
        Ok(Loaded { model, relations })
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
    let mut relations = Relations::new();
    while !inside.is_empty() {
        let relation: Relation = inside.parse()?;
        if relations.iter().any(|other| other.name == relation.name) {
            let message = format!("`{}` is named twice; name each relation once", relation.name);
            return Err(syn::Error::new_spanned(&relation.name, message));
        }
        relations.push_value(relation);
        if !inside.is_empty() {
            if !inside.peek(Token![,]) {
                return Err(inside.error(
                    "expected a comma, or relations below in braces; write `customer { country }, items`",
                ));
            }
            relations.push_punct(inside.parse()?);
        }
    }
    Ok(relations)
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
            at(quote!(<#marker as #orm::PartialSlot>::Slot))
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
